"use strict";
/* The search keys of what is typed, by the rules in data/keys.js: the same as gazetteer/keys.py. */
const keys = (function () {
  const rules = site.get("keys");
  const PRIVATE = 0xe000;
  const SCRIPTS = [["Latn", /\p{Script=Latin}/u], ["Cyrl", /\p{Script=Cyrillic}/u], ["Armn", /\p{Script=Armenian}/u], ["Geor", /\p{Script=Georgian}/u], ["Arab", /\p{Script=Arabic}/u]];
  const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const silent = new RegExp(rules.silent, "gu"), hardStart = new RegExp(rules.hardStart, "gu"),
    hardEnd = new RegExp(rules.hardEnd, "gu"), ending = new RegExp(rules.ending, "gu");
  const marks = new RegExp("[" + rules.marks + "]", "u");
  const translate = (text, table) => Array.from(text, (c) => (c in table ? table[c] : c)).join("");

  function foldLetter(c) {
    if (c in rules.fold) return rules.fold[c];
    if (/\s/u.test(c)) return " ";
    if (/\p{C}|\p{Me}/u.test(c) || marks.test(c)) return "";
    if (/\p{Script=Cherokee}/u.test(c)) return c.toUpperCase(); // its small letters fold to the capitals
    if (/[\p{L}\p{N}]/u.test(c)) return c.toLowerCase();
    if (/\p{M}/u.test(c)) return c; // part of its letter, as a nukta or a virama
    return " ";
  }
  const words = (text) => text.split(/ +/).filter(Boolean).join(" ");
  function level(word) {
    const latin = (word.match(/[a-z]/g) || []).length, cyrillic = (word.match(/[\u0430-\u04ff]/g) || []).length;
    if (!latin || !cyrillic) return word;
    return translate(word, latin > cyrillic ? rules.toLatin : rules.toCyrillic);
  }
  const MIXED = /[a-z][ə]*[\u0430-\u04ff]|[\u0430-\u04ff][ə]*[a-z]/u;
  function oneAlphabet(text) {
    return MIXED.test(text) ? text.replace(/[^ ]+/g, level) : text;
  }
  function fold(text) {
    const folded = words(Array.from(text.normalize("NFC"), foldLetter).join("")).replace(/եւ/g, "եվ");
    const settled = oneAlphabet(folded);
    return settled === settled.normalize("NFC") ? settled : fold(settled);
  }

  /* The same for many names in NFC, a line each: letter by letter from a table that fills as it
     goes, and a line by itself only where a letter depends on its neighbour. */
  const SEVERAL = 0xffff, letters = new Uint16Array(0x10000), known = new Uint8Array(0x10000), spelt = new Map();
  const SPACE = 32, NEWLINE = 10;
  function learn(code) {
    const folded = foldLetter(String.fromCharCode(code));
    known[code] = 1;
    letters[code] = folded.length === 1 ? folded.charCodeAt(0) : SEVERAL;
    if (folded.length !== 1) spelt.set(code, folded);
  }
  function foldLines(text) {
    const units = new Uint16Array(3 * text.length + 64);
    let used = 0;
    const write = function (folded) { for (let k = 0; k < folded.length; k += 1) units[used++] = folded.charCodeAt(k); };
    const atEdge = () => used === 0 || units[used - 1] === SPACE || units[used - 1] === NEWLINE;
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      if (code === NEWLINE) {
        if (used && units[used - 1] === SPACE) used -= 1;
        units[used++] = NEWLINE;
        continue;
      }
      if (code >= 0xd800 && code < 0xdc00) {
        const letter = String.fromCodePoint(text.codePointAt(i));
        write(foldLetter(letter));
        i += letter.length - 1;
        continue;
      }
      if (!known[code]) learn(code);
      const folded = letters[code];
      if (folded === SEVERAL) write(spelt.get(code));
      else if (folded !== SPACE || !atEdge()) units[used++] = folded;
    }
    if (used && units[used - 1] === SPACE) used -= 1;
    return foldOddLines(new TextDecoder("utf-16le").decode(units.subarray(0, used)).replace(/եւ/g, "եվ"), text);
  }
  /* Words of two alphabets, and letters that a mark may join. */
  const ODD = /[a-z]ə*[\u0430-\u04ff]|[\u0430-\u04ff]ə*[a-z]|[\u093c\u09bc\u0a3c\u0abc\u0b3c\u1b34\u1c37\u3099\u309a]/g;
  function foldOddLines(folded, text) {
    const found = [...folded.matchAll(ODD)];
    if (!found.length) return folded;
    const lines = folded.split("\n"), names = text.split("\n");
    let line = 0, end = lines[0].length;
    for (const { index } of found) {
      const before = line;
      while (end < index) { line += 1; end += 1 + lines[line].length; }
      if (line !== before || index === found[0].index) lines[line] = fold(names[line]);
    }
    return lines.join("\n");
  }

  const readings = new Map();
  function reading(name) {
    if (!readings.has(name)) {
      const from = rules.readings[name];
      const passes = from.passes.map(function ([context, groups]) {
        const longest = Object.keys(groups).sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
        return [new RegExp(context.replace("{}", "(?:" + longest.map(escape).join("|") + ")"), "gu"), groups];
      });
      readings.set(name, { passes, letters: from.letters });
    }
    return readings.get(name);
  }
  function sounds(prepared, name) {
    const how = reading(name);
    let text = prepared;
    for (const [pattern, groups] of how.passes) {
      text = text.replace(pattern, (found) => Array.from(groups[found], (c) => String.fromCharCode(PRIVATE + c.charCodeAt(0))).join(""));
    }
    return Array.from(text, function (c) {
      const code = c.charCodeAt(0);
      if (code >= PRIVATE && code < PRIVATE + 128) return String.fromCharCode(code - PRIVATE);
      return c in how.letters ? how.letters[c] : c;
    }).join("");
  }
  function prepare(text) {
    const letters = Array.from(Array.from(text).slice(0, rules.longest).join("").normalize("NFC"), function (c) {
      const lower = c === "İ" ? "i" : c.toLowerCase();
      return rules.known.includes(lower) && lower ? lower : foldLetter(c);
    });
    return oneAlphabet(letters.join(""));
  }
  function scriptOf(text) {
    const counts = new Map();
    for (const c of text) for (const [code, pattern] of SCRIPTS) if (pattern.test(c)) counts.set(code, (counts.get(code) || 0) + 1);
    let best = "Zyyy";
    for (const [code, count] of counts) if (best === "Zyyy" || count > counts.get(best)) best = code;
    return best;
  }
  function choose(prepared) {
    for (const row of rules.telling) if (Array.from(row.letters).some((c) => prepared.includes(c))) return row.readings;
    return rules.scripts[scriptOf(prepared)] || ["en"];
  }
  function romanized(text) {
    const prepared = prepare(text);
    const found = [];
    const add = (key) => { const joined = key.replace(/ /g, ""); if (joined && !found.includes(joined)) found.push(joined); };
    for (const name of choose(prepared)) {
      const spelt = sounds(prepared, name).replace(silent, "").replace(ending, "li");
      add(spelt.replace(/e/g, "a"));
      add(spelt.replace(hardStart, "k").replace(hardEnd, "h").replace(/e/g, "a"));
    }
    return found.slice(0, rules.most);
  }
  /* Made for every key of the gazetteer, so without a pattern: the first letter, then consonants. */
  const bones = new Map(Object.entries(rules.skeleton));
  function skeleton(key) {
    let made = "";
    for (let i = 0; i < key.length; i += 1) {
      const sound = bones.get(key[i]) || key[i];
      if (i === 0 || !"aeiou".includes(sound)) made += sound;
    }
    return made;
  }
  return { fold, foldLines, romanized, skeleton };
})();
