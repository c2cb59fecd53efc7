/** The neighbourhood of one entity: who points to it, and what it points to. */

import { BETWEEN_STACKS, GAP, HEAD, MOST_VIA, ROW, Stacks } from "./stacks.js";
import { short, sideways, svg } from "./svg.js";

/** With more cards than these, lines beside the way are shown on demand alone. */
const CROWD = 24;

export class NearView {
  constructor(model) {
    this.model = model;
    this.root = svg("g", { class: "near" });
    this.cards = new Map();
  }

  get bounds() {
    return this.stacks.bounds;
  }

  box(entity) {
    return this.stacks.boxes.get(entity.name);
  }

  /** Draw an entity in the middle of its neighbours; returns how many these are. */
  draw(center, hops, isShown, room) {
    const near = this.model.near(center, hops, isShown);
    const stacks = Stacks.fitting(near, center, room);
    this.stacks = stacks;
    this.rows = new Map();
    this.cards.clear();
    this.paths = [];
    const lines = svg("g", { class: "lines" });
    const cards = svg("g", { class: "cards" });
    this.root.replaceChildren(lines, cards);
    this.root.classList.toggle("is-crowded", near.place.size > CROWD);
    cards.append(this.centerCard(center, stacks.own));
    for (const [entity, column] of near.place) {
      if (column !== 0) cards.append(this.card(entity, column));
    }
    for (const edge of near.edges) {
      const paths = this.line(edge, near.place);
      this.paths.push({ edge, paths });
      lines.append(...paths);
    }
    this.mark(null);
    return near.place.size - 1;
  }

  /** Light up the lines of one entity and who is at their ends; null for none. */
  mark(entity) {
    this.root.classList.toggle("has-mark", entity !== null);
    const lit = new Set(entity ? [entity.name] : []);
    for (const { edge, paths } of this.paths) {
      const isLit = entity !== null && (edge.from === entity || edge.to === entity);
      for (const path of paths) path.classList.toggle("is-lit", isLit);
      if (isLit) lit.add(edge.from.name).add(edge.to.name);
    }
    for (const [name, card] of this.cards) card.classList.toggle("is-lit", lit.has(name));
  }

  centerCard(entity, edges) {
    const box = this.box(entity);
    const rows = edges.map((edge, index) => {
      const y = box.y + HEAD + 6 + index * ROW;
      this.rows.set(edge, y + ROW / 2);
      return svg(
        "g",
        { class: "row", "data-entity": edge.to.name },
        svg("rect", { x: box.x + 1, y, width: box.width - 2, height: ROW, class: "row-body" }),
        svg("text", { x: box.x + 16, y: y + 16, class: "via" }, edge.field.name),
      );
    });
    if (!edges.length) {
      rows.push(
        svg(
          "text",
          { x: box.x + 16, y: box.y + HEAD + 22, class: "via" },
          "points to nothing that is shown",
        ),
      );
    }
    const group = svg(
      "g",
      {
        class: "card is-center",
        "data-area": entity.area,
        "data-entity": entity.name,
        role: "button",
        tabindex: 0,
        "aria-label": `${entity.name}, in the middle`,
      },
      svg("rect", { ...box, rx: 9, class: "card-body" }),
      svg("path", { d: cap(box, HEAD, 9), class: "card-head" }),
      svg("text", { x: box.x + 16, y: box.y + 22, class: "card-name" }, entity.name),
      ...rows,
    );
    this.cards.set(entity.name, group);
    return group;
  }

  card(entity, column) {
    const box = this.box(entity);
    const via = this.stacks.via(entity);
    const group = svg(
      "g",
      {
        class: `card ${column > 0 ? "is-target" : "is-referrer"}`,
        "data-area": entity.area,
        "data-entity": entity.name,
        role: "button",
        tabindex: -1,
        "aria-label": `${entity.name}, by ${via}`,
      },
      svg("title", {}, `${entity.name}\n${via}`),
      svg("rect", { ...box, rx: 7, class: "card-body" }),
      svg("rect", {
        x: box.x,
        y: box.y + 7,
        width: 4,
        height: box.height - 14,
        rx: 2,
        class: "card-mark",
      }),
      svg("text", { x: box.x + 15, y: box.y + 20 }, entity.name),
      svg("text", { x: box.x + 15, y: box.y + 36, class: "via" }, short(via, MOST_VIA)),
    );
    this.cards.set(entity.name, group);
    return group;
  }

  /** A line with a crow's foot where the many are and a bar where the one is. */
  line(edge, place) {
    const from = this.box(edge.from);
    const to = this.box(edge.to);
    const isBeside = Math.abs(to.x - from.x) < 4;
    const toRight = to.x + to.width / 2 >= from.x + from.width / 2;
    const x1 = toRight || isBeside ? from.x + from.width : from.x;
    const x2 = toRight && !isBeside ? to.x : to.x + to.width;
    const y1 = this.rows.get(edge) ?? from.y + from.height / 2;
    const y2 = place.get(edge.to) === 0 ? to.y + HEAD / 2 : to.y + to.height / 2;
    const kind = kindOf(place.get(edge.from), place.get(edge.to));
    if (isBeside) {
      const bend = 30 + Math.min(40, Math.abs(y2 - y1) / 8);
      const d = `M${x1},${y1}C${x1 + bend},${y1} ${x2 + bend},${y2} ${x2},${y2}`;
      return [svg("path", { d, class: kind })];
    }
    if (kind === "is-aside") return [svg("path", { d: sideways(x1, y1, x2, y2), class: kind })];
    const isFromOuter = kind === "is-in";
    const d = this.route(isFromOuter ? edge.from : edge.to, x1, y1, x2, y2, isFromOuter);
    const way = Math.sign(x2 - x1) || 1;
    const foot = `M${x1 + way * 11},${y1}L${x1},${y1 - 5}M${x1 + way * 11},${y1}L${x1},${y1 + 5}`;
    const bar = `M${x2 - way * 8},${y2 - 5}v10`;
    return [svg("path", { d, class: kind }), svg("path", { d: foot + bar, class: kind })];
  }

  /** The way of a line; those to outer stacks run between the rows of the inner ones. */
  route(outer, x1, y1, x2, y2, isFromOuter) {
    if (!this.stacks.stacks.get(outer.name)) return sideways(x1, y1, x2, y2);
    const inner = this.stacks.inner.get(outer.name);
    const box = this.box(outer);
    const rail = box.y + box.height + GAP / 2;
    const [x, y, farX, farY] = isFromOuter ? [x1, y1, x2, y2] : [x2, y2, x1, y1];
    const way = Math.sign(farX - x) || 1;
    const turn = x + way * (BETWEEN_STACKS - 4);
    return (
      `M${x},${y}C${x + way * 16},${y} ${turn - way * 14},${rail} ${turn},${rail}` +
      `H${inner}${sideways(inner, rail, farX, farY).replace(/^M[^C]*/, "")}`
    );
  }
}

/** Whether a line leads away from the center, towards it, or neither. */
function kindOf(from, to) {
  const isAcross = Math.sign(from) * Math.sign(to) < 0;
  if (isAcross || Math.abs(from) === Math.abs(to)) return "is-aside";
  return Math.abs(from) < Math.abs(to) ? "is-out" : "is-in";
}

/** The head of a card: round above, straight below. */
function cap(box, height, radius) {
  const { x, y, width } = box;
  return `M${x},${y + height}V${y + radius}q0,${-radius} ${radius},${-radius}H${x + width - radius}q${radius},0 ${radius},${radius}V${y + height}Z`;
}
