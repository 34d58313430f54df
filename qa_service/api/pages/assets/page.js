// Improves pages that work without it: answers without a reload, suggestions of cities, law articles
// beside the passage, copying, feedback. Texts come from the page; nothing is ever made from a string
// of HTML, so a policy of trusted types allows this file everything it does.

const say = (text) => { document.getElementById("status").textContent = text; };
const words = () => document.body.dataset;

const running = {};

// What comes for `place` is shown there unless something newer has been asked for it since: then it is
// null. An answer and a law article do not get in each other's way.
function fetchPage(address, place) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    running[place]?.abort();
    running[place] = request;
    request.open("GET", address);
    request.responseType = "document";
    request.onload = () => (request.response?.body ? resolve(request) : reject(new Error("no page")));
    request.onerror = () => reject(new Error("no connection"));
    request.onabort = () => resolve(null);
    request.send();
  });
}

// --- answers without a reload -----------------------------------------------------------------

async function show(address, { push = true, scroll = true } = {}) {
  document.body.setAttribute("aria-busy", "true");
  say(words().loading);
  const asked = document.getElementById("q")?.value;
  let page;
  try {
    page = await fetchPage(address, "page");
  } catch {
    location.assign(address); // the browser explains what is wrong
    return;
  }
  if (!page) return;
  const found = page.response;
  if (push) history.pushState(null, "", address);
  document.title = found.title;
  for (const name of Object.keys(words())) document.body.dataset[name] = found.body.dataset[name];
  const status = document.getElementById("status");
  const typed = document.getElementById("q");
  document.body.replaceChildren(...[...found.body.childNodes].map((node) => document.adoptNode(node)));
  // The same element goes on living, so that what it says next is heard.
  document.getElementById("status").replaceWith(status);
  document.body.removeAttribute("aria-busy");
  improve();
  const heading = document.getElementById("asked");
  const field = document.getElementById("q");
  if (field && typed?.value !== asked) {
    field.value = typed.value; // the next question, begun meanwhile
    field.focus({ preventScroll: true });
  } else if (heading) {
    heading.focus({ preventScroll: true });
    if (scroll) heading.scrollIntoView({ block: "nearest" });
  }
  say(document.getElementById("answer-heading")?.textContent ?? heading?.textContent ?? "");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-ask]")) {
    event.preventDefault();
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value.trim()) query.set(name, value.trim());
    show(`${form.action}?${query}`);
  } else if (form.matches("[data-feedback]")) {
    event.preventDefault();
    sendFeedback(form);
  }
});

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const target = event.target.closest("a, button");
  if (!target) return;
  if (target.matches("a[data-ask]")) {
    event.preventDefault();
    show(target.href);
  } else if (target.matches("a[data-law]") && document.getElementById("law-panel")) {
    event.preventDefault();
    toggleLaw(target);
  } else if (target.matches("[data-copy]")) {
    copy(target);
  } else if (target.matches("#law-panel .close")) {
    closeLaw();
  }
});

addEventListener("popstate", () => {
  // Only pages that were shown without a reload; a step between two places of one page is no news.
  if (location.href.split("#")[0] !== shown) show(location.href, { push: false, scroll: false }).then(note);
});
let shown;
const note = () => { shown = location.href.split("#")[0]; };

// --- law articles beside the passage ----------------------------------------------------------

let opener = null;

async function toggleLaw(link) {
  const again = opener === link;
  closeLaw();
  if (again) return;
  opener = link;
  let page;
  try {
    page = await fetchPage(link.href, "law");
  } catch {
    location.assign(link.href);
    return;
  }
  if (!page || opener !== link) return; // closed again, or another page is shown
  const law = page.response.getElementById("law");
  if (!law) return location.assign(link.href);
  const panel = document.getElementById("law-panel");
  const close = document.createElement("button");
  close.type = "button";
  close.className = "quiet close";
  close.textContent = words().close;
  const heading = law.querySelector("h1");
  const title = document.createElement("h2"); // a page has one h1
  title.className = "law-title";
  title.tabIndex = -1;
  title.append(...heading.childNodes);
  heading.replaceWith(title);
  for (const lower of law.querySelectorAll("h2:not(.law-title)")) {
    const smaller = document.createElement("h3");
    smaller.append(...lower.childNodes);
    lower.replaceWith(smaller);
  }
  law.removeAttribute("id");
  panel.replaceChildren(close, document.adoptNode(law));
  panel.hidden = false;
  link.setAttribute("aria-expanded", "true");
  const wide = matchMedia("(min-width: 62rem)").matches;
  const home = document.querySelector(".beside");
  if (wide || home.contains(link)) home.prepend(panel);
  else link.closest(".card").append(panel);
  if (wide) home.scrollTop = 0;
  title.focus({ preventScroll: wide });
}

function closeLaw() {
  const panel = document.getElementById("law-panel");
  if (!opener || !panel) return;
  panel.hidden = true;
  panel.replaceChildren();
  document.querySelector(".beside").prepend(panel);
  opener.setAttribute("aria-expanded", "false");
  if (opener.isConnected) opener.focus({ preventScroll: true });
  opener = null;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented) return;
  if (event.key === "Escape") closeLaw();
  if (event.key === " " && event.target.matches("a[role=button]")) {
    event.preventDefault(); // a button is pressed with either key, a link only with Enter
    event.target.click();
  }
});

// --- copying ----------------------------------------------------------------------------------

async function copy(button) {
  const place = new URL(button.dataset.place, location.href).href;
  const text = [button.dataset.copy, place].filter(Boolean).join("\n");
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without https the clipboard is closed to scripts, but not to a selection.
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
  }
  const label = button.dataset.label ?? button.textContent;
  button.dataset.label = label;
  button.textContent = words().copied;
  say(words().copied);
  setTimeout(() => { button.textContent = label; }, 2000);
}

// --- suggestions of cities --------------------------------------------------------------------

function suggest(field) {
  const input = field.querySelector("input");
  input.removeAttribute("list"); // the browser's own list would cover ours
  const list = document.createElement("ul");
  list.id = "city-options";
  list.className = "options";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.list);
  field.append(list);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) input.setAttribute(name, value);

  let active = -1;
  let asked = 0;
  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (option) => {
    input.value = option.dataset.name;
    close();
  };
  const activate = (index) => {
    active = (index + list.children.length) % list.children.length;
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
    list.children[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", list.children[active].id);
  };
  const fill = async () => {
    const number = ++asked;
    let cities = [];
    try {
      const address = `${field.dataset.city}?${new URLSearchParams({ prefix: input.value })}`;
      const response = await fetch(address);
      if (response.ok) ({ cities } = await response.json());
    } catch { /* typing on is possible without suggestions */ }
    if (number !== asked || document.activeElement !== input) return;
    list.replaceChildren(...cities.map((city, i) => {
      const option = document.createElement("li");
      option.id = `city-option-${i}`;
      option.dataset.name = city.name;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const zh = document.createElement("span");
      zh.lang = "zh-Hans";
      zh.textContent = city.zh;
      const count = document.createElement("span");
      count.className = "count";
      count.textContent = city.articles === 0 ? field.dataset.none
        : city.articles === 1 ? field.dataset.one : field.dataset.many.replace("%", city.articles);
      option.append(city.name, zh, count);
      return option;
    }));
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = cities.length === 0;
    input.setAttribute("aria-expanded", String(cities.length > 0));
  };
  let pause;
  input.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(fill, 80);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) fill();
      else activate(event.key === "ArrowDown" ? active + 1 : active < 0 ? -1 : active - 1);
    } else if (event.key === "Enter" && !list.hidden && active >= 0) {
      event.preventDefault();
      choose(list.children[active]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault(); // the field keeps the focus
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
}

// --- feedback ---------------------------------------------------------------------------------

async function sendFeedback(form) {
  const given = new FormData(form);
  const response = await fetch(form.dataset.feedback, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ...JSON.parse(form.dataset.about), rating: given.get("rating"), note: given.get("note").trim() }),
  }).catch(() => null);
  if (!response?.ok) return say(words().failed);
  const thanks = form.querySelector(".thanks");
  form.replaceChildren(thanks);
  thanks.hidden = false;
  say(thanks.textContent);
}

// --- the question ------------------------------------------------------------------------------

function grow(area) {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
}

document.addEventListener("keydown", (event) => {
  // While a syllable is being composed, Enter is its end.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.defaultPrevented) return;
  if (!event.target.matches("[data-ask] textarea")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

// --- what every page gets ---------------------------------------------------------------------

function improve() {
  opener = null;
  for (const field of document.querySelectorAll("[data-city]")) suggest(field);
  for (const area of CSS.supports("field-sizing", "content") ? [] : document.querySelectorAll("[data-ask] textarea")) {
    area.addEventListener("input", () => grow(area));
    grow(area);
  }
  for (const hidden of document.querySelectorAll("[data-copy][hidden], [data-feedback][hidden]")) hidden.hidden = false;
  for (const link of document.getElementById("law-panel") ? document.querySelectorAll("a[data-law]") : []) {
    link.setAttribute("role", "button");
    link.setAttribute("aria-expanded", "false");
    link.setAttribute("aria-controls", "law-panel");
  }
  note();
}

improve();
