// Loads the page again now and then and puts in place what has changed, so that focus and scroll stay where they were.
"use strict";

const main = document.querySelector("main");
const line = document.getElementById("line");

function place(fresh) {
  for (const old of main.querySelectorAll("section[id]")) {
    const wanted = fresh.getElementById(old.id);
    if (!wanted || wanted.innerHTML === old.innerHTML) continue;
    const said = wanted.querySelector("[role=status]");
    const heard = old.querySelector("[role=status]");
    if (said && heard) {
      // A live region speaks when its words change, not when it is another one.
      if (said.textContent !== heard.textContent) heard.textContent = said.textContent;
      said.replaceWith(heard);
    }
    old.replaceChildren(...wanted.childNodes);
  }
  line.dataset.words = fresh.getElementById("line").dataset.words;
}

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/console?still", { credentials: "same-origin", cache: "no-store" });
    if (answer.status === 403) {
      location.replace("/console");
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

setInterval(look, Number(main.dataset.every) * 1000);
document.addEventListener("visibilitychange", look);
