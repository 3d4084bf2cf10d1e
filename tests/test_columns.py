"""Tables in a text: the head of a column says what stands under it."""

import pytest
from scan_fixture import scanner

from gazetteer.geoparsing.columns import columns_of, cue_of_head, holds_persons

TABLES = [
    (
        "en",
        "A list.\n\nVillage\tDistrict\tTeacher\tPupils\nSos\tMartuni\tMasis Petrosyan\t12\n"
        "Vank\tMardakert\tAni\t7\n\nThey left Shusha.",
        "Sos:settlement|Martuni:district|Vank:settlement|Mardakert:district|Shusha:settlement",
    ),
    (
        "ru",
        "| Село | Район | Староста |\n|---|---|---|\n| Туг | Гадрутский | Арцах Балаян |\n"
        "| Сос | Мартунинский | Масис |",
        "Туг:settlement|Гадрутский:district|Сос:settlement|Мартунинский:district",
    ),
    (
        "az",
        "Kənd\tRayon\tMüəllim\nQaradağlı\tXocavənd\tAraz\nZabux\tLaçın\tFüzuli",
        "Qaradağlı:settlement|Xocavənd:district|Zabux:settlement|Laçın:district",
    ),
    (
        "en",
        " District       Settlement     Depth\n Tartar         Shikharkh         64\n"
        " Zangilan       Aghaly            40",
        "Tartar:district|Shikharkh:settlement|Zangilan:district|Aghaly:settlement",
    ),
    (
        "en",
        "#\tVillage\tDistrict\tTeacher\n1\tSos\tMartuni\tMasis\n2\tVank\tMardakert\tArarat\n"
        "3\tTogh\t\tAni\n4\tKhnatsakh\tAskeran\n5\tTagavard\tMartuni\tAraz\t",
        "Sos:settlement|Martuni:district|Vank:settlement|Mardakert:district|Togh:settlement|"
        "Khnatsakh:settlement|Askeran:district|Tagavard:settlement|Martuni:district",
    ),
    (
        "ru",
        "Село\tРайон\tФИО учителя\nСос\tМартунинский\tМасис\nТуг\tГадрутский\tАрарат Балаян",
        "Сос:settlement|Мартунинский:district|Туг:settlement|Гадрутский:district",
    ),
    (
        "ru",
        "Районы:\nМартунинский\nГадрутский\nШушинский",
        "Мартунинский:district|Гадрутский:district|Шушинский:district",
    ),
    (
        "hyw",
        "գիւղ | շրջան | ուսուցիչ\nՍարուշէն | Ասկերան | Վան\nՏող | Հադրութ | Արազ",
        "Սարուշէն:settlement|Ասկերան:district|Տող:settlement|Հադրութ:district",
    ),
]


@pytest.fixture(scope="module")
def scan():
    return scanner()


@pytest.mark.parametrize(
    ("lang", "text", "shown"), TABLES, ids=[text.split("\n")[0] for _, text, _ in TABLES]
)
def test_a_column_holds_what_its_head_says(scan, lang, text, shown):
    found = scan(text, lang)
    assert "|".join(f"{m.text}:{m.place.type if m.place else None}" for m in found) == shown


def test_every_cell_below_the_heads_has_its_place_in_the_text():
    text = "Intro\n\nVillage | Head |\n--- | --- |\n Sos |  Ani |\nVank | Gor |\nno table\nA | b"
    cells = columns_of(text).cells
    assert [(text[cell.start : cell.end], cell.head) for cell in cells] == [
        ("Sos", "Village"), ("Ani", "Head"), ("Vank", "Village"), ("Gor", "Head"),
    ]  # fmt: skip
    assert columns_of(text).at(text.index("Ani")).head == "Head"
    assert columns_of(text).at(text.index("no table")) is None


def test_common_words_and_persons_vouch_for_no_name_in_their_column(scan):
    rows = ["Item\tTeacher\tVillage", "Kettle\tMasis\tSos", "March\tArarat\tTugh",
            "One\tGor\tBoyuk Merjanli", "Kornizdor\tKornizdor\tKornizdor"]  # fmt: skip
    found = scan("\n".join(rows), "en")
    assert [m.text for m in found] == ["Sos", "Tugh", "Boyuk Merjanli", "Kornizdor"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\t",
        "|",
        "a | b",
        "| |\n| |",
        "1 | 2\nSos | Ani",
        "\t\t\n\t",
        "a | b\nc | d | e\n",
        "\tA list\n\tSos",
        "a | b\nc\td",
        "Village   Head\nSos   Ani   12",
    ],
)
def test_what_is_no_table_has_no_cells(text):
    assert columns_of(text).cells == []


@pytest.mark.parametrize(
    ("head", "lang", "persons", "types"),
    [
        ("Teacher", "en", True, ()),
        ("Mother's birthplace", "en", False, ()),
        ("Village", "en", False, ("settlement",)),
        ("Район", "ru", False, ("district",)),
        ("Müəllim", "az", True, ()),
        ("Население", "ru", False, ()),
        ("Name of the teacher", "en", True, ()),
        ("Teacher’s name", "en", True, ()),
        ("Village of the teacher", "en", False, ()),
        ("Name of the village", "en", False, ()),
        ("Name", "en", False, ()),
        ("Chairman of the kolkhoz", "en", True, ()),
        ("ФИО учителя", "ru", True, ()),
        ("ФИО", "ru", True, ()),
        ("Сельский учитель", "ru", True, ()),
        ("Село учителя", "ru", False, ()),
        ("Название села", "ru", False, ()),
        ("Nom de l’instituteur", "fr", True, ()),
        ("Müəllimin adı", "az", True, ()),
        ("Kəndin adı", "az", False, ()),
        ("Տնօրենի անունը", "hy", True, ()),
        ("Գյուղի անունը", "hy", False, ()),
    ],
)
def test_heads(head, lang, persons, types):
    assert holds_persons(head, lang) == persons
    assert cue_of_head(head, lang).types == types
