/** Making elements, and the lines between cards. */

const SVG = "http://www.w3.org/2000/svg";

export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

export function html(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** A line between two cards, leaving at the sides that face one another. */
export function curve(from, to) {
  const a = middle(from);
  const b = middle(to);
  if (from === to) {
    const [x, y] = [from.x + from.width, a.y];
    return `M${x},${y - 6}c34,-26 34,38 0,12`;
  }
  if (to.x >= from.x + from.width - 4) {
    return sideways(from.x + from.width, a.y, to.x, b.y);
  }
  if (to.x + to.width - 4 <= from.x) {
    return sideways(from.x, a.y, to.x + to.width, b.y);
  }
  // One above the other: around the left sides.
  const bulge = 12 + Math.min(60, Math.abs(b.y - a.y) / 8);
  const left = Math.min(from.x, to.x) - bulge;
  return `M${from.x},${a.y}C${left},${a.y} ${left},${b.y} ${to.x},${b.y}`;
}

export function sideways(x1, y1, x2, y2) {
  const reach = Math.max(18, Math.min(90, Math.abs(x2 - x1) / 2)) * Math.sign(x2 - x1 || 1);
  return `M${x1},${y1}C${x1 + reach},${y1} ${x2 - reach},${y2} ${x2},${y2}`;
}

function middle(box) {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** The address of an entity on the map, or of its neighbourhood. */
export function addressOf(name, hops = 0) {
  if (!name) return "#";
  return `#${encodeURIComponent(name)}${hops ? `/${hops}` : ""}`;
}

/** Text that fits into a number of characters. */
export function short(text, most) {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

export function count(number, word) {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}
