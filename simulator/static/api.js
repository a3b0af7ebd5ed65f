// The JSON API under /sim/, and the notice that tells what could not be done.

const notice = document.getElementById("notice");
let hiding = 0;

export function tell(text) {
  notice.textContent = text;
  notice.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => { notice.hidden = true; }, 6000);
}

async function answered(request) {
  let answer;
  try {
    answer = await request;
  } catch {
    tell("Không gọi được máy chủ Zalo trên máy.");
    return null;
  }
  const body = await answer.json();
  if (!answer.ok) {
    tell(body.error || "Không làm được.");
    return null;
  }
  return body;
}

export const get = (path) => answered(fetch(path));

export const post = (path, body = {}) => answered(fetch(path, {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
}));

// Puts these children in their places and leaves alone what stands there already: a press that began on one ends on it.
export function settle(parent, nodes) {
  const wanted = new Set(nodes);
  for (const old of [...parent.childNodes]) if (!wanted.has(old)) old.remove();
  nodes.forEach((node, place) => {
    if (parent.childNodes[place] !== node) parent.insertBefore(node, parent.childNodes[place] ?? null);
  });
}

export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}
