// Finds passages that hold all the words of a query, whatever their case and accents.
// Everything shown is set as text, never as markup.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const folded = data.passages.map((passage) => fold(passage[3]));
  const query = document.getElementById("query");
  const hits = document.getElementById("hits");
  const count = document.getElementById("count");
  const most = 200;

  // Whole words around the first place of a word.
  const excerpt = (text, word) => {
    const found = fold(text).indexOf(word);
    const at = found > 80 ? text.indexOf(" ", found - 80) + 1 : 0;
    const end = text.length > at + 240 ? text.lastIndexOf(" ", at + 240) : text.length;
    return (at > 0 ? "… " : "") + text.slice(at, Math.max(end, at + 1)) + (end < text.length ? " …" : "");
  };

  const show = () => {
    const words = fold(query.value).split(/\s+/).filter(Boolean);
    hits.replaceChildren();
    if (words.length === 0) {
      count.textContent = "";
      return;
    }
    let found = 0;
    data.passages.forEach(([article, id, label, text], index) => {
      if (!words.every((word) => folded[index].includes(word))) return;
      found += 1;
      if (found > most) return;
      const [file, title] = data.articles[article];
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = file + "#" + id;
      link.textContent = title + ", " + label;
      const line = document.createElement("p");
      line.textContent = excerpt(text, words[0]);
      item.append(link, line);
      hits.append(item);
    });
    count.textContent = found > most ? found + " found; the first " + most + " are shown" : found + " found";
  };

  query.addEventListener("input", show);
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) query.value = asked;
  show();
})();
