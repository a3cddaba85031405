// Loads the page again now and then and puts in place what has changed, so that focus and scroll stay where they were.
// What somebody is about to pick or to type is left alone until they are done with it.
"use strict";

const main = document.querySelector("main");
const line = document.getElementById("line");
const path = main.dataset.path || "/console";
const asks = main.dataset.press ? `${path}?still&passed=${main.dataset.press}` : `${path}?still`;

function isInUse(section) {
  return section.contains(document.activeElement) || section.dataset.touched === "yes";
}

function place(fresh) {
  for (const old of main.querySelectorAll("section[id]")) {
    const wanted = fresh.getElementById(old.id);
    if (!wanted && !isInUse(old)) old.remove();
    if (!wanted || wanted.innerHTML === old.innerHTML) continue;
    if (old.querySelector("form") && isInUse(old)) continue;
    const said = wanted.querySelector("[role=status]");
    const heard = old.querySelector("[role=status]");
    if (said && heard) {
      // A live region speaks when its words change, not when it is another one.
      if (said.innerHTML !== heard.innerHTML) heard.replaceChildren(...said.childNodes);
      heard.className = said.className;
      said.replaceWith(heard);
    }
    const open = [...old.querySelectorAll("details")].map((each) => each.open);
    old.replaceChildren(...wanted.childNodes);
    if (open.length) old.querySelectorAll("details").forEach((each, at) => (each.open = open[at] ?? each.open));
  }
  line.dataset.words = fresh.getElementById("line").dataset.words;
}

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch(asks, { credentials: "same-origin", cache: "no-store" });
    if (answer.status === 403 || answer.status === 404) {
      // The page is closed, or the call is not theirs any more: what says so is a page of its own.
      location.replace(answer.status === 403 ? "/console" : asks);
      return;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    place(new DOMParser().parseFromString(await answer.text(), "text/html"));
    line.hidden = true;
  } catch {
    line.textContent = line.dataset.words;
    line.hidden = false;
  }
}

main.addEventListener("input", (event) => {
  const section = event.target.closest("section[id]");
  if (section) section.dataset.touched = "yes";
});
setInterval(look, Number(main.dataset.every) * 1000);
// What was just pressed shows as soon as it was dealt with.
for (const soon of main.dataset.soon ? [1, 2, 4, 8] : []) setTimeout(look, soon * 1000);
document.addEventListener("visibilitychange", look);
