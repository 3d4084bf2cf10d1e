"""Find the places that a document mentions, choose which place each is, and say why.

`scan` names the steps. In their order, each with the rooms that do its work:

1. a document is read (`documents`, `encoding`), its paragraphs told by `language`, cut into
   `stretches` and made `legible`; `quotations` have languages of their own;
2. names are recognised: `patterns` holds every written form (`morphology`, `grammar`,
   `tokens`),
   `recognition` meets them, `surroundings` tells what stands beside, `exclusions`, `persons`,
   `adjectives` and `columns` judge it, `unknown_names` finds words in a place's position;
3. `roads` are parted into their ends;
4. `candidates` gathers what each mention may mean, `cues` reads the words for a kind beside it,
   `context` meets the rows of tables, `sharing` carries those words over lists and headings;
5. `resolution` chooses by `scoring`, `ties` and `geography`;
6. `roles` and `predicates` tell what the name stands for, `clauses` and `matches` what it shares
   with its neighbours;
7. a reader's `corrections` win.

`batch` scans folders with a `journal`, `workshop` keeps what documents share, `evaluation` scores
the result against `gold` files.
"""
