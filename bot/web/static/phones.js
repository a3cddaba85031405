// Keeps the page as it is on the server. The server renders each part; this puts it in place of the earlier one without
// touching what has not changed, so that focus, typed words and open details stay, and screen readers hear only news.
"use strict";

// What the reader did to the page, and the server does not know of.
const THEIRS = new Set(["open", "aria-current"]);

const isBlank = (node) => node.nodeType === Node.TEXT_NODE && !node.data.trim();

function firstOf(node) {
  while (node && isBlank(node)) node = node.nextSibling;
  return node;
}

function morph(old, fresh) {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  for (const { name, value } of fresh.attributes) {
    if (!THEIRS.has(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) {
    if (!THEIRS.has(name) && !fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  if (!old.hasAttribute("data-live")) morphChildren(old, fresh);
}

function alike(old, fresh) {
  return old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName && !old.id && !fresh.id;
}

function morphChildren(old, fresh) {
  const named = new Map([...old.children].filter((each) => each.id).map((each) => [each.id, each]));
  const staying = new Set([...fresh.children].map((each) => each.id));
  let here = firstOf(old.firstChild);
  for (const wanted of [...fresh.childNodes].filter((each) => !isBlank(each))) {
    const known = wanted.id && named.get(wanted.id);
    while (here && here.id && !staying.has(here.id)) here = drop(here);
    if (known && known !== here) {
      old.insertBefore(known, here);
      morph(known, wanted);
    } else if (here && (known || alike(here, wanted))) {
      const next = firstOf(here.nextSibling);
      morph(here, wanted);
      here = next;
    } else {
      old.insertBefore(wanted, here);
    }
  }
  while (here) here = drop(here);
}

function drop(node) {
  const next = firstOf(node.nextSibling);
  node.remove();
  return next;
}

// --- parts from the server

function place(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
  const old = fresh && document.getElementById(fresh.id);
  if (!old) return;
  const held = old.contains(document.activeElement) ? document.activeElement : null;
  if (old.id === "tabs") noticeRings(fresh);
  morph(old, fresh);
  if (held && !held.isConnected) (old.querySelector(".talk") || old).focus();
  if (fresh.id === "clock") setClock();
  tick();
}

const line = document.getElementById("line");

function listen() {
  const events = new EventSource(document.body.dataset.events);
  events.addEventListener("open", () => {
    line.hidden = true;
    document.body.dataset.connected = "yes";
  });
  events.addEventListener("part", (event) => place(event.data));
  events.addEventListener("ready", () => document.body.classList.add("watching"));
  events.addEventListener("error", () => {
    document.body.dataset.connected = "no";
    line.textContent = "The program does not answer. Trying again…";
    line.hidden = false;
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  });
}

// --- forms without a new page

document.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const by = event.submitter;
  const sent = new URLSearchParams(new FormData(form, by && by.name ? by : undefined));
  const text = form.classList.contains("write") ? form.elements.text : null;
  if (text) text.value = "";
  const menu = form.closest("details");
  if (menu) menu.open = false;
  try {
    const answer = await fetch((by && by.hasAttribute("formaction") && by.formAction) || form.action, {
      method: "POST",
      body: sent,
      headers: { Accept: "text/plain" },
    });
    if (!answer.ok) throw new Error(await answer.text());
    line.hidden = true;
  } catch (failure) {
    if (text) text.value = sent.get("text");
    line.textContent = failure instanceof TypeError ? "The program does not answer." : failure.message;
    line.hidden = false;
  }
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest("details.more[open]");
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.firstElementChild.focus();
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.more[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// --- the program's clock, and what runs out by it

let clock = null;

function setClock() {
  const { now, speed, zone } = document.getElementById("clock").dataset;
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, timeStyle: "medium" });
  clock = { now: Number(now), speed: Number(speed), since: performance.now(), format };
}

function tick() {
  const now = clock.now + (performance.now() - clock.since) * clock.speed;
  document.getElementById("now").textContent = clock.format.format(now);
  for (const each of document.querySelectorAll("[data-until]")) {
    const left = Math.max(0, Math.round((Number(each.dataset.until) - now) / 1000));
    each.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  }
}

// --- tabs on narrow screens: which one is looked at, and where something came in meanwhile

const tabs = document.getElementById("tabs");
const tabOf = (id) => tabs.querySelector(`a[href="#${CSS.escape(id)}"]`);

function noticeRings(fresh) {
  for (const tab of fresh.querySelectorAll("a")) {
    const old = tabs.querySelector(`a[href="${tab.getAttribute("href")}"]`);
    if (!old) continue;
    const rang = old.dataset.received !== tab.dataset.received || old.classList.contains("rang");
    if (rang && old.getAttribute("aria-current") !== "true") tab.className = "rang";
  }
}

function watchTabs() {
  const seen = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        const tab = tabOf(entry.target.id);
        if (!tab || !entry.isIntersecting) continue;
        for (const other of tabs.querySelectorAll("a")) other.removeAttribute("aria-current");
        tab.setAttribute("aria-current", "true");
        tab.classList.remove("rang");
        tabs.scrollTo({ left: tab.offsetLeft - tabs.clientWidth / 2 + tab.clientWidth / 2 });
      }
    },
    { root: document.querySelector(".stage"), threshold: 0.6 },
  );
  for (const each of document.querySelectorAll(".phone, .board")) seen.observe(each);
}

setClock();
tick();
setInterval(tick, 250);
watchTabs();
listen();
