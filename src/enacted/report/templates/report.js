"use strict";
/* Charts, their downloads, and the search through the evidence. No text goes into the page but as
   text, never as markup. */
(() => {
  const byId = (id) => document.getElementById(id);
  const read = (id) => JSON.parse(byId(id).textContent);
  const make = (tag, text, attributes) => {
    const element = document.createElement(tag);
    if (text !== undefined && text !== null) element.textContent = text;
    for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
    return element;
  };
  const count = (value) => value.toLocaleString("en-GB");

  /* ---- downloads ---- */
  const save = (name, href) => {
    const link = make("a", "", { href, download: name });
    document.body.append(link);
    link.click();
    link.remove();
  };
  const saveText = (name, text, type) => {
    const href = URL.createObjectURL(new Blob([text], { type }));
    save(name, href);
    setTimeout(() => URL.revokeObjectURL(href), 10000);
  };
  // A spreadsheet would run text that begins like a formula.
  const cell = (value) => {
    if (value === null || value === undefined) return "";
    if (typeof value !== "string") return String(value);
    const text = /^[=+\-@\t\r\n]/.test(value) ? "'" + value : value;
    return /[",\n\r]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
  };
  const csv = (columns, rows) =>
    [columns, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";

  /* ---- charts ---- */
  const figures = read("figures");
  const views = new Map();
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const objects = ({ columns, rows }) =>
    rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at]])));
  const theme = (width) => {
    const ink = dark.matches ? "#e6e8eb" : "#1c2733";
    const grid = dark.matches ? "#39424d" : "#dde2e8";
    const font = "system-ui, sans-serif";
    return {
      aria: false,
      background: dark.matches ? "#14191f" : "#ffffff",
      font,
      axis: { labelColor: ink, titleColor: ink, gridColor: grid, domainColor: grid, tickColor: grid, labelFontSize: 11 },
      legend: { symbolBaseFillColor: ink, labelColor: ink, titleColor: ink, columns: window.innerWidth < 600 ? 2 : 5 },
      header: { labelColor: ink, titleColor: ink, labelFontSize: 12 },
      axisY: { labelLimit: Math.max(120, Math.min(250, 0.42 * width)) },
      bar: { color: "#3d85c6" },
      text: { color: ink },
      view: { stroke: null },
      range: { category: ["#3d85c6", "#c98a1b", "#1f8a62", "#a2659f", "#c4574f", "#6d7f8f", "#4aa3a2", "#8a6d3b", "#7a78c2"] },
    };
  };
  const fitted = (figure, width) => {
    const spec = structuredClone(figure.spec);
    spec.data = { values: objects(figure) };
    if (spec.columns) {
      // Small charts side by side, as many as there is room for.
      spec.columns = Math.max(1, Math.min(spec.columns, Math.floor(width / 260)));
      spec.spec.width = Math.max(150, Math.floor((width - 44) / spec.columns) - 14);
    } else if (spec.facet) {
      // A few periods far apart are harder to compare than close together.
      const periods = spec.spec.layer[0].encoding.x.scale.domain.length;
      spec.spec.width = Math.max(180, Math.min(width - 60, 150 * periods));
    } else {
      spec.width = Math.max(260, width, (spec.usermeta || {}).least || 0);
      spec.autosize = { type: "fit-x", contains: "padding" };
    }
    return spec;
  };
  const draw = async (place) => {
    const key = place.dataset.figure;
    if (views.has(key)) return;
    views.set(key, null);
    try {
      const width = Math.min(place.clientWidth || 600, 960);
      const result = await window.vegaEmbed(place, fitted(figures[key], width), {
        actions: false, renderer: "svg", ast: true, config: theme(width),
      });
      // The place is one picture with a name; its parts are not to be read out.
      place.querySelector("svg").setAttribute("aria-hidden", "true");
      views.set(key, result.view);
    } catch (error) {
      place.textContent = "This chart cannot be drawn here: its figures are in the table below.";
      console.error(error);
    }
  };
  const places = [...document.querySelectorAll("[data-figure]")];
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) { seen.unobserve(entry.target); draw(entry.target); }
  }, { rootMargin: "300px" });
  places.forEach((place) => seen.observe(place));
  const later = window.requestIdleCallback || ((run) => setTimeout(run, 60));
  const rest = async () => {
    const next = places.find((place) => !views.has(place.dataset.figure));
    if (!next) return document.documentElement.setAttribute("data-drawn", "all");
    await draw(next);
    later(rest);
  };
  window.addEventListener("load", () => later(rest));
  const again = () => {
    for (const view of views.values()) if (view) view.finalize();
    views.clear();
    places.forEach(draw);
  };
  dark.addEventListener("change", again);
  let width = window.innerWidth;
  let waiting = 0;
  window.addEventListener("resize", () => {
    if (Math.abs(window.innerWidth - width) < 40) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => { width = window.innerWidth; again(); }, 250);
  });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-save]");
    if (!button) return;
    const { save: kind, of: key } = button.dataset;
    const figure = figures[key];
    if (kind === "csv") return saveText(`${key}.csv`, csv(figure.columns, figure.rows), "text/csv");
    await draw(document.querySelector(`[data-figure="${key}"]`));
    const view = views.get(key);
    if (!view) return;
    if (kind === "svg") saveText(`${key}.svg`, await view.toSVG(), "image/svg+xml");
    else save(`${key}.png`, await view.toImageURL("png", 2));
  });

  /* ---- evidence ---- */
  const PAGE = 20;
  const form = byId("search");
  if (!form) return;
  let data, lowered, found = [], page = 0;
  const word = (at) => data.words[at];
  const facetsOf = (m) => data.mentions.facets[m] || [];
  const lower = (s) => (lowered[s] ??= data.sentences.text[s].toLowerCase());
  const option = (value, label) => make("option", label, { value });
  const fill = (name, values, label = (v) => v) => {
    const select = form.elements[name];
    for (const value of values) select.append(option(value, label(value)));
  };
  const distinct = (column) => [...new Set(column)];
  const sorted = (places) => places.filter((at) => word(at)).sort((a, b) => (word(a) < word(b) ? -1 : 1));
  const start = () => {
    data = read("evidence");
    lowered = new Array(data.sentences.text.length);
    const { mentions, sentences, documents } = data;
    fill("concept", sorted(distinct(mentions.concept)), word);
    fill("stance", sorted(distinct(mentions.sentence.map((s) => sentences.stance[s]))), word);
    fill("facet", sorted(distinct(mentions.facets.flatMap((f) => f || []))), word);
    fill("publisher", sorted(distinct(documents.publisher)), word);
    fill("type", sorted(distinct(documents.type)), word);
    fill("document", documents.title.keys(), (d) => `${documents.year[d] ?? "–"} ${documents.title[d]}`.slice(0, 90));
    fill("sense", sorted(distinct(mentions.sense)), word);
    const concept = [...form.elements.sense.options].find((each) => each.textContent === "concept");
    if (concept) concept.selected = true;
    search();
    byId("evidence-section").setAttribute("data-ready", "yes");
  };
  const search = () => {
    const { mentions, sentences, documents } = data;
    const asked = (name) => (form.elements[name].value === "" ? null : Number(form.elements[name].value));
    const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const [concept, stance, facet, publisher, type, doc, sense, from, to] = [
      "concept", "stance", "facet", "publisher", "type", "document", "sense", "from", "to",
    ].map(asked);
    found = [];
    for (let m = 0; m < mentions.sentence.length; m++) {
      const s = mentions.sentence[m];
      const d = sentences.document[s];
      const year = documents.year[d];
      if (
        (concept === null || mentions.concept[m] === concept) &&
        (sense === null || mentions.sense[m] === sense) &&
        (stance === null || sentences.stance[s] === stance) &&
        (publisher === null || documents.publisher[d] === publisher) &&
        (type === null || documents.type[d] === type) &&
        (doc === null || d === doc) &&
        (from === null || (year !== null && year >= from)) &&
        (to === null || (year !== null && year <= to)) &&
        (facet === null || facetsOf(m).includes(facet)) &&
        words.every((each) => lower(s).includes(each))
      ) found.push(m);
    }
    page = 0;
    show();
  };
  // Offsets are in characters; this language counts some of them twice.
  const cut = (text, begin, end) => {
    if (!/[\ud800-\udfff]/.test(text)) return [text.slice(0, begin), text.slice(begin, end), text.slice(end)];
    const all = [...text];
    return [all.slice(0, begin), all.slice(begin, end), all.slice(end)].map((part) => part.join(""));
  };
  const identity = (m) => {
    const s = data.mentions.sentence[m];
    return `${data.documents.id[data.sentences.document[s]]}:${data.mentions.mention[m]}`;
  };
  const neighbour = (s, step) => {
    const { document: owner, sentence, text } = data.sentences;
    const n = s + step;
    return owner[n] === owner[s] && sentence[n] === sentence[s] + step ? text[n] : "";
  };
  const entry = (m) => {
    const { mentions, sentences, documents } = data;
    const s = mentions.sentence[m];
    const d = sentences.document[s];
    const item = make("li", null, { class: "entry" });
    const text = make("p", null, { dir: "auto", class: "quoted" });
    const [left, surface, right] = cut(sentences.text[s], mentions.start[m], mentions.end[m]);
    text.append(left, make("mark", surface), right);
    if ([...sentences.text[s]].length >= data.longest) text.append(make("small", " (cut)"));
    const stance = word(sentences.stance[s]) || "not coded";
    const place = make("p", null, { class: "place" });
    place.append(
      make("span", stance, { class: `tag ${stance}` }), " ",
      make("bdi", documents.title[d]), `, ${documents.year[d] ?? "year not known"}, p. ${sentences.page[s]}`,
    );
    const more = make("details");
    const summary = make("summary", "Context, cues and place");
    summary.append(make("span", ` of mention ${identity(m)}`, { class: "hidden" }));
    more.append(summary);
    more.addEventListener("toggle", () => { if (more.open && more.children.length === 1) more.append(context(m, s, d)); });
    item.append(text, place, more);
    return item;
  };
  const context = (m, s, d) => {
    const { mentions, sentences, documents } = data;
    const list = make("dl");
    const add = (name, value) => {
      if (!value) return;
      list.append(make("dt", name), make("dd", value, { dir: "auto" }));
    };
    add("Before", neighbour(s, -1));
    add("After", neighbour(s, 1));
    add("Section", word(sentences.section[s]));
    add("Concept", `${word(mentions.concept[m])}, term ${word(mentions.term[m])}, sense ${word(mentions.sense[m])}` +
      (mentions.negated[m] ? ", negated" : "") + (mentions.carried[m] ? ", carried from the lead-in of its list" : ""));
    add("Facets", facetsOf(m).map(word).join("; "));
    add("Status", word(sentences.status[s]));
    if (sentences.p_talk[s] !== null)
      add("Probability", `talk ${sentences.p_talk[s]} %, plan ${sentences.p_plan[s]} %, deed ${sentences.p_deed[s]} %`);
    add("Cues", (sentences.cues[s] || []).map(word).join(", "));
    add("Document", [word(documents.publisher[d]), word(documents.type[d]), documents.path[d]].filter(Boolean).join(", "));
    list.append(make("dt", "Its place on the page"));
    const command = make("dd");
    command.append(make("code", `enacted view OUT ${identity(m)} -o place.png`));
    list.append(command);
    return list;
  };
  const show = () => {
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    byId("results").replaceChildren(...found.slice(page * PAGE, (page + 1) * PAGE).map(entry));
    byId("results").setAttribute("start", page * PAGE + 1);
    byId("status").textContent = found.length
      ? `${count(found.length)} of ${count(data.mentions.sentence.length)} mentions; page ${count(page + 1)} of ${count(pages)}`
      : "No mention fits: widen the search.";
    byId("previous").disabled = page === 0;
    byId("next").disabled = page >= pages - 1;
  };
  const turn = (step) => {
    page += step;
    show();
    byId("status").scrollIntoView({ block: "nearest" });
  };
  byId("previous").addEventListener("click", () => turn(-1));
  byId("next").addEventListener("click", () => turn(1));
  byId("save-found").addEventListener("click", () => {
    const { mentions, sentences, documents } = data;
    const columns = ["mention", "concept", "term", "surface", "sense", "stance", "year", "publisher", "doc_type", "title", "page", "sentence", "facets"];
    saveText("evidence.csv", csv(columns, found.map((m) => {
      const s = mentions.sentence[m];
      const d = sentences.document[s];
      return [identity(m), word(mentions.concept[m]), word(mentions.term[m]),
        cut(sentences.text[s], mentions.start[m], mentions.end[m])[1], word(mentions.sense[m]),
        word(sentences.stance[s]), documents.year[d], word(documents.publisher[d]), word(documents.type[d]),
        documents.title[d], sentences.page[s], sentences.text[s], facetsOf(m).map(word).join("; ")];
    })), "text/csv");
  });
  let pending = 0;
  form.addEventListener("input", () => { clearTimeout(pending); pending = setTimeout(search, 150); });
  form.addEventListener("submit", (event) => { event.preventDefault(); search(); });
  form.addEventListener("reset", () => setTimeout(search));
  window.addEventListener("load", () => later(start));
})();
