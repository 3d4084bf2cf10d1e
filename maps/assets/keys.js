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
  function oneAlphabet(text) {
    return /[a-z][ə]*[\u0430-\u04ff]|[\u0430-\u04ff][ə]*[a-z]/u.test(text) ? text.replace(/[^ ]+/g, level) : text;
  }
  function fold(text) {
    const folded = words(Array.from(text.normalize("NFC"), foldLetter).join("")).replace(/եւ/g, "եվ");
    const settled = oneAlphabet(folded);
    return settled === settled.normalize("NFC") ? settled : fold(settled);
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
  return { fold, romanized, skeleton };
})();
