"use strict";
/* Columns as maps/columns.py and maps/parts.py write them, made ready for searching: forms stay one
   text with the starts of its lines, since half a million strings would take longer to make. */
const columns = (function () {
  const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  const FIRST = 0xae, GAP = 0x2000, SECOND = 0x3000;

  function number(code) {
    if (code >= FIRST) return DIGITS.length + code - FIRST - (code >= SECOND ? SECOND - GAP : 0);
    return code < 65 ? code - 48 : code < 97 ? code - 55 : code - 61;
  }
  /* A column: `at(n)` is the value of row n. */
  function column(data) {
    const { values, rows } = data;
    return { values, at: (n) => values[number(rows.charCodeAt(n))] };
  }
  function unfolded(runs) {
    const found = [];
    for (let i = 0; i < runs.length; i += 2) for (let k = 0; k < runs[i + 1]; k += 1) found.push(runs[i] + k);
    return Int32Array.from(found);
  }
  function starts(text) {
    let count = 1;
    for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) count += 1;
    const found = new Int32Array(count + 1);
    for (let line = 1, i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) found[line++] = i + 1;
    found[count] = text.length + 1;
    return found;
  }
  /* Which line holds an offset, or which row a value is: the last one that begins at or before it. */
  function find(sorted, value) {
    let low = 0, high = sorted.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (sorted[middle] <= value) low = middle; else high = middle - 1;
    }
    return low;
  }
  const line = (text, from, n) => text.slice(from[n], from[n + 1] - 1);

  function shared(text) {
    const words = text ? text.split("\n") : [];
    let last = "";
    for (let i = 0; i < words.length; i += 1) {
      words[i] = last = last.slice(0, number(words[i].charCodeAt(0))) + words[i].slice(1);
    }
    return words;
  }

  /* A part of the names. Lines of `forms` count blank ones, which part the places, too. */
  function part(data, near) {
    const kinds = column(data.kinds), labels = column(data.labels), langs = column(data.langs);
    const made = { near, numbers: unfolded(data.ids), lat: data.lat, lon: data.lon, forms: data.forms, formStarts: starts(data.forms),
      weights: column(data.weights), parents: column(data.parents), eras: column(data.eras), outlines: column(data.outlines) };
    const lines = made.formStarts.length - 1;
    made.size = made.numbers.length;
    made.total = data.langs.rows.length;
    made.owner = new Int32Array(lines); // the place of each line, and where its forms begin
    made.begin = new Int32Array(made.size + 1);
    for (let n = 0, place = 0; n < lines; n += 1) {
      made.owner[n] = place;
      if (made.formStarts[n + 1] - made.formStarts[n] === 1 && lines > 1) { place += 1; made.begin[place] = n + 1; }
    }
    made.begin[made.size] = lines + 1;
    made.type = (n) => kinds.at(n).split(" ")[0];
    made.feature = (n) => kinds.at(n).split(" ").slice(1).join(" ");
    made.form = (n) => line(made.forms, made.formStarts, n);
    made.languages = (n) => langs.at(n - made.owner[n]).split(" ");
    made.latitude = (n) => (data.lat[n] === null ? undefined : data.lat[n] / 10000);
    made.longitude = (n) => (data.lon[n] === null ? undefined : data.lon[n] / 10000);
    made.label = (n) => labels.at(n).split("\t").map(function (text) {
      if (!text || text[0] === "=") return text.slice(1);
      return text.split("/").map((one) => made.form(made.begin[n] + Number(one))).join(" / ");
    });
    /* What is only needed for a search. */
    made.fold = function () {
      made.folded = "\n" + keys.foldLines(made.forms) + "\n";
      made.foldedStarts = starts(made.folded.slice(1, -1));
    };
    made.open = function () {
      if (made.keys) return;
      made.keys = shared(data.keys);
      made.keyedStarts = starts(data.keyed);
    };
    made.keyed = function (n) {
      const found = [];
      for (let i = made.keyedStarts[n]; i < made.keyedStarts[n + 1] - 1; i += 1) found.push(number(data.keyed.charCodeAt(i)));
      return found;
    };
    return made;
  }
  return { part, find };
})();
