/** The page's interface of the sandbox: JSON below /_/ and one stream of events. */

const TIMEOUT = 60_000;
const RETRY = Object.freeze({ first: 500, most: 5_000 });
const REST = 30_000;

/** A request that failed; the message is a sentence for the person. */
export class ApiError extends Error {}

async function request(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { ...options, signal: AbortSignal.timeout(TIMEOUT) });
  } catch {
    throw new ApiError("Ruang simulasi tidak dapat dihubungi. Periksa apakah programnya masih berjalan.");
  }
  const body = await response.json().catch(() => null);
  if (!response.ok || !body || body.ok === false) {
    throw new ApiError(body?.error ?? `Permintaan gagal (${response.status}).`);
  }
  return body;
}

const query = (path, fields) => request(`${path}?${new URLSearchParams(fields)}`);

const post = (path, fields) =>
  request(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(fields) });

export const people = () => request("/_/people");
export const chats = (me) => query("/_/chats", { me });
export const commands = (me, chat) => query("/_/commands", { me, chat });
export const clock = () => request("/_/clock");
export const jump = (id) => post("/_/clock", { jump: id });

/** The latest messages of a chat, or those before message `before`. */
export const messages = (me, chat, before = null) =>
  query("/_/messages", before === null ? { me, chat, limit: 50 } : { me, chat, before, limit: 50 });

/** What a person does: start, text, press, contact, block, react and so on. */
export const act = (me, deed, fields = {}) => post("/_/act", { me, do: deed, ...fields });

/** Send a File as photo or document. */
export function upload(me, { chat, topic, caption, kind, file }) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ me, chat, caption, kind })) form.append(name, value);
  if (topic !== null) form.append("topic", topic);
  form.append("file", file, file.name);
  return request("/_/upload", { method: "POST", body: form });
}

/**
 * Follow the events of a person; reconnects by itself with growing pauses. Returns the function that stops.
 *
 * A browser grants one address six connections in all, so a window that nobody sees gives its own back after a while.
 */
export function live(me, { receive, connected, lost }) {
  let source = null;
  let retryTimer = 0;
  let restTimer = 0;
  let pause = RETRY.first;

  const close = () => {
    clearTimeout(retryTimer);
    source?.close();
    source = null;
  };
  const open = () => {
    close();
    source = new EventSource(`/_/live?${new URLSearchParams({ me })}`);
    source.onopen = () => {
      pause = RETRY.first;
      connected();
    };
    source.onmessage = (event) => receive(JSON.parse(event.data));
    source.onerror = () => {
      close();
      lost();
      retryTimer = setTimeout(open, pause);
      pause = Math.min(pause * 2, RETRY.most);
    };
  };
  const seenOrNot = () => {
    clearTimeout(restTimer);
    if (document.hidden) restTimer = setTimeout(close, REST);
    else if (!source) open();
  };

  document.addEventListener("visibilitychange", seenOrNot);
  open();
  return () => {
    document.removeEventListener("visibilitychange", seenOrNot);
    clearTimeout(restTimer);
    close();
  };
}
