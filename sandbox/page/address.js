/** The address line holds who one is and what is open, so that a reload stays there. */

const NAMES = ["me", "chat", "topic"];

/** { me, chat, topic } as numbers or null. */
export function readAddress() {
  const query = new URLSearchParams(location.search);
  const number = (name) => (/^-?\d+$/.test(query.get(name) ?? "") ? Number(query.get(name)) : null);
  return Object.fromEntries(NAMES.map((name) => [name, number(name)]));
}

/** Write the place into the address; `push` makes the browser's back button return to the place before. */
export function writeAddress(place, { push = false } = {}) {
  const known = NAMES.filter((name) => place[name] !== null && place[name] !== undefined);
  const query = new URLSearchParams(known.map((name) => [name, place[name]]));
  const address = query.size ? `?${query}` : location.pathname;
  if (push) history.pushState({ pushed: true }, "", address);
  else history.replaceState(history.state, "", address);
}
