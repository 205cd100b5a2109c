// Keeps the page up to date. Each event from the server says that something has changed. Then this script
// fetches the page again, and replaces the elements that show a state.

import { drawFromServer } from "./map.js";

/** The time for which the page says that it is connected again, in milliseconds. */
const GOOD_NEWS = 5000;

/** The time until another attempt, if the browser has given up. */
const RETRY = 3000;

/** The content of the elements that show a state, as the server sent it. A script may have added to it since. */
const received = new Map();
for (const { id, innerHTML } of document.querySelectorAll("[data-live]")) received.set(id, innerHTML);

const connection = document.getElementById("connection");
let events;
let wasLost = false;

async function update() {
  const response = await fetch(location.href);
  if (!response.ok) return; // the page is no longer part of the text
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const main = document.getElementById("main");
  const newMain = page.getElementById("main");
  if (main.dataset.text !== newMain.dataset.text) replaceText(main, newMain);
  for (const element of document.querySelectorAll("[data-live]")) {
    const current = page.getElementById(element.id);
    if (current && received.get(element.id) !== current.innerHTML) replaceContent(element, current.innerHTML);
  }
  drawFromServer(); // not awaited: the learner's server may never respond
}

/** Replaces the text. Open hints stay open. */
function replaceText(main, newMain) {
  const hints = (element) => [...element.querySelectorAll(".hint")];
  const isOpen = hints(main).map((hint) => hint.open);
  hints(newMain).forEach((hint, index) => { hint.open = isOpen[index]; });
  main.replaceWith(newMain);
}

/** Replaces the content of an element. If a part of it has the focus, the new part gets it. */
function replaceContent(element, html) {
  const parts = () => [...element.querySelectorAll("a, pre")];
  const focused = parts().indexOf(document.activeElement);
  element.innerHTML = html;
  received.set(element.id, html);
  parts()[focused]?.focus({ preventScroll: true });
}

// One update at a time; changes during an update lead to another one.
let updates = Promise.resolve();
let waiting = false;
function updateSoon() {
  if (waiting) return;
  waiting = true;
  updates = updates.then(() => { waiting = false; return update(); }).catch(() => {});
}

function connect() {
  events?.close();
  if (document.hidden) return; // a browser opens only a few connections to one server
  events = new EventSource("/events");
  events.onmessage = updateSoon;
  events.onopen = () => {
    const news = wasLost ? "Connected again" : "";
    wasLost = false;
    report(news);
    setTimeout(() => { if (!wasLost) report(""); }, GOOD_NEWS);
  };
  events.onerror = () => {
    wasLost = true;
    report("Not connected. To start the page again, run: cargo codelab page");
    if (events.readyState === EventSource.CLOSED) setTimeout(connect, RETRY);
  };
}

function report(text) {
  connection.classList.toggle("lost", wasLost);
  if (connection.textContent !== text) connection.textContent = text;
}

document.addEventListener("visibilitychange", connect);
connect();
drawFromServer();
