// Keeps the page up to date. Each event of the server says that something has changed: then this script gets the
// page again, and replaces the elements that show a state.

import { drawFromServer } from "./map.js";

const connection = document.getElementById("connection");
let events;
let wasLost = false;

async function update() {
  const response = await fetch(location.href);
  const text = await response.text();
  const page = new DOMParser().parseFromString(text, "text/html");
  const main = document.getElementById("main");
  const newMain = page.getElementById("main");
  if (main.dataset.text !== newMain?.dataset.text) {
    main.replaceWith(newMain);
  }
  for (const element of document.querySelectorAll("[data-live]")) {
    const current = page.getElementById(element.id);
    if (current && element.innerHTML !== current.innerHTML) {
      element.innerHTML = current.innerHTML;
    }
  }
  await drawFromServer();
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
  events = new EventSource("/events");
  events.onmessage = updateSoon;
  events.onopen = () => {
    connection.textContent = wasLost ? "Connected again" : "";
    wasLost = false;
  };
  events.onerror = () => {
    wasLost = true;
    connection.textContent = "Not connected: start cargo codelab page again";
  };
}

// A browser keeps few connections to one server, so tabs in the background give theirs up.
document.addEventListener("visibilitychange", () => {
  events.close();
  if (!document.hidden) connect();
});

connect();

drawFromServer();
