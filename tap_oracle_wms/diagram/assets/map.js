/** The map: all entities as cards, area by area. */

import { count, curve, svg } from "./svg.js";

/** Room for the lines that go around the cards. */
const SIDE = 24;

export class MapView {
  constructor(model) {
    this.model = model;
    this.open = new Set();
    this.cards = new Map();
    this.lines = svg("g", { class: "lines" });
    this.marked = svg("g", { class: "lines is-marked" });
    this.panels = svg("g");
    this.cardLayer = svg("g", { class: "cards" });
    this.root = svg("g", { class: "map" }, this.panels, this.lines, this.marked, this.cardLayer);
  }

  /** Draw everything anew; `open` holds the foldable areas that are open. */
  draw(open) {
    this.open = new Set(open);
    this.boxes = new Map();
    this.panelBoxes = new Map();
    this.cards.clear();
    for (const layer of [this.panels, this.lines, this.marked, this.cardLayer]) {
      layer.replaceChildren();
    }
    let up = 0;
    for (const area of inOrder(this.model.areas)) {
      const [x, y, width, height] = area.box;
      const isOpen = this.isOpen(area);
      const box = { x, y: y - up, width, height: isOpen ? height : this.model.header };
      this.panelBoxes.set(area.id, box);
      this.drawPanel(area, box, isOpen);
      for (const entity of this.model.entities.values()) {
        if (entity.area !== area.id) continue;
        const own = isOpen ? { ...entity.box, y: entity.box.y - up } : box;
        this.boxes.set(entity.name, own);
        if (isOpen) this.drawCard(entity, own);
      }
      if (!isOpen) up += height - box.height;
    }
    this.drawLines();
  }

  isOpen(area) {
    return !area.foldable || this.open.has(area.id);
  }

  /** The map's whole extent. */
  get bounds() {
    const { x, y, width, height } = around([...this.panelBoxes.values()]);
    return { x: x - SIDE, y, width: width + 2 * SIDE, height };
  }

  drawPanel(area, box, isOpen) {
    const members = [...this.model.entities.values()].filter((e) => e.area === area.id);
    const mark = area.foldable ? `${isOpen ? "▾" : "▸"} ` : "";
    const group = svg(
      "g",
      {
        class: "area",
        "data-area": area.id,
        role: area.foldable ? "button" : "img",
        "aria-label": `${area.title}, ${entitiesWord(members.length)}`,
        ...(area.foldable ? { tabindex: 0, "aria-expanded": isOpen, "data-fold": area.id } : {}),
      },
      svg("rect", { ...box, rx: 12 }),
      svg(
        "text",
        { x: box.x + 16, y: box.y + 26, class: "area-title" },
        `${mark}${area.title}`,
        svg("tspan", { dx: 10, class: "area-count" }, String(members.length)),
      ),
    );
    this.panels.append(group);
  }

  drawCard(entity, box) {
    const weight = Math.min(3, Math.floor(Math.log2(1 + entity.in.length + entity.out.length)) - 1);
    const card = svg(
      "g",
      {
        class: `card weight-${Math.max(0, weight)}`,
        "data-area": entity.area,
        "data-entity": entity.name,
        role: "button",
        tabindex: -1,
        "aria-label": `${entity.name}, ${count(entity.fields.length, "field")}, points to ${entity.out.length}, pointed to by ${entity.in.length}`,
      },
      svg("title", {}, tooltip(entity)),
      svg("rect", { ...box, rx: 6, class: "card-body" }),
      svg("rect", {
        x: box.x,
        y: box.y + 6,
        width: 3,
        height: box.height - 12,
        rx: 1.5,
        class: "card-mark",
      }),
      svg("text", { x: box.x + 13, y: box.y + box.height / 2 + 5 }, entity.name),
    );
    this.cards.set(entity.name, card);
    this.cardLayer.append(card);
  }

  /** Lines that say something at a glance: not those to what all have in common. */
  drawLines() {
    for (const entity of this.model.entities.values()) {
      for (const edge of entity.out) {
        if (this.model.isHub(edge.to) || !this.bothVisible(edge)) continue;
        this.lines.append(this.line(edge, ""));
      }
    }
  }

  bothVisible(edge) {
    return this.cards.has(edge.from.name) && this.cards.has(edge.to.name);
  }

  line(edge, kind) {
    return svg("path", {
      d: curve(this.boxes.get(edge.from.name), this.boxes.get(edge.to.name)),
      class: kind || (edge.from.area === edge.to.area ? "" : "is-long"),
      "data-area": edge.from.area,
    });
  }

  /** Light up an entity and what it is related to; null for none. */
  mark(entity) {
    this.marked.replaceChildren();
    this.root.classList.toggle("has-mark", entity !== null);
    for (const card of this.cards.values()) {
      card.classList.remove("is-chosen", "is-target", "is-referrer");
    }
    if (!entity) return;
    const drawn = new Set();
    const draw = (edge, kind) => {
      const path = this.line(edge, kind);
      const shape = path.getAttribute("d");
      if (!drawn.has(shape)) this.marked.append(path);
      drawn.add(shape);
    };
    for (const edge of entity.in) {
      draw(edge, "is-in");
      this.cards.get(edge.from.name)?.classList.add("is-referrer");
    }
    for (const edge of entity.out) {
      draw(edge, "is-out");
      this.cards.get(edge.to.name)?.classList.add("is-target");
    }
    const own = this.cards.get(entity.name);
    own?.classList.remove("is-target", "is-referrer");
    own?.classList.add("is-chosen");
  }

  box(entity) {
    return this.boxes.get(entity.name);
  }
}

function inOrder(areas) {
  return [...areas].sort((a, b) => a.box[1] - b.box[1] || a.box[0] - b.box[0]);
}

function entitiesWord(number) {
  return number === 1 ? "1 entity" : `${number} entities`;
}

function tooltip(entity) {
  return `${entity.name}\n${count(entity.fields.length, "field")}, points to ${entity.out.length}, pointed to by ${entity.in.length}`;
}

export function around(boxes) {
  const left = Math.min(...boxes.map((box) => box.x));
  const top = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}
