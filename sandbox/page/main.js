/** Puts the parts of the chat page together. */

import { byId } from "./dom.js";
import { receive } from "./events.js";
import { showComposer } from "./composer.js";
import { begin, followAddress, markRead } from "./session.js";
import { on, state } from "./state.js";
import { guarded } from "./toasts.js";
import { showChats } from "./view-chats.js";
import { showClock } from "./view-clock.js";
import { showHeader } from "./view-header.js";
import { showKeyboard } from "./view-keyboard.js";
import { showMessages } from "./view-messages.js";

const RETRY_MILLISECONDS = 3000;

function showConnection() {
  const lost = state.online === false;
  document.body.classList.toggle("offline", lost);
  byId("connection").textContent = lost ? "Terputus. Menyambung kembali…" : "";
}

async function startPage() {
  if (await guarded(() => begin(receive))) return;
  byId("placeholder-text").textContent = "Ruang simulasi belum dapat dihubungi. Mencoba lagi…";
  setTimeout(startPage, RETRY_MILLISECONDS);
}

for (const show of [showChats, showClock, showHeader, showMessages, showComposer, showKeyboard]) show();
on("online", showConnection);
addEventListener("popstate", () => guarded(followAddress));
document.addEventListener("visibilitychange", markRead);
startPage();
