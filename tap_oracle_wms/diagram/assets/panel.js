/** The panel beside the drawing: what one entity is, or how to begin. */

import { compare } from "./model.js";
import { addressOf, count, html } from "./svg.js";

const SOURCES = {
  service: ["●", "told by the service: a row's own link leads there"],
  name: ["○", "told by the field's name"],
  none: ["?", "neither a sample row nor the name tells"],
};

export class Panel {
  constructor(model, element) {
    this.model = model;
    this.element = element;
  }

  show(entity, hops) {
    this.element.replaceChildren(...(entity ? this.details(entity, hops) : this.beginning()));
    this.element.scrollTop = 0;
  }

  beginning() {
    const { model } = this;
    const byWeight = [...model.entities.values()]
      .filter((entity) => entity.area !== "lookups" && entity.in.length > 0)
      .sort((a, b) => b.in.length - a.in.length || compare(a.name, b.name));
    return [
      html("h2", {}, "The map"),
      html(
        "p",
        {},
        `${model.entities.size} entities, ${count(model.relations, "relation")}. Lines to what nearly all have in common, such as facility or company, are drawn when you choose an entity.`,
      ),
      html("h3", {}, "Areas"),
      html(
        "ul",
        { class: "areas" },
        ...model.areas.map((area) => {
          const size = [...model.entities.values()].filter((e) => e.area === area.id).length;
          return html(
            "li",
            { "data-area": area.id },
            html(
              "button",
              { type: "button", "data-zoom": area.id },
              html("span", { class: "dot" }),
              area.title,
            ),
            html("span", { class: "number" }, String(size)),
          );
        }),
      ),
      html("h3", {}, "Most pointed to"),
      html(
        "ul",
        { class: "links" },
        ...byWeight
          .slice(0, 8)
          .map((entity) =>
            html(
              "li",
              {},
              link(entity),
              html("span", { class: "number" }, String(entity.in.length)),
            ),
          ),
      ),
      html("h3", {}, "Signs"),
      html(
        "dl",
        { class: "legend" },
        ...["service", "name", "none"].flatMap((source) => [
          html("dt", { class: `source is-${source}` }, SOURCES[source][0]),
          html("dd", {}, SOURCES[source][1]),
        ]),
        html("dt", { class: "swatch is-out" }, "→"),
        html("dd", {}, "what the chosen entity points to"),
        html("dt", { class: "swatch is-in" }, "←"),
        html("dd", {}, "what points to it"),
        html("dt", { class: "shaded", "data-area": "orders" }),
        html("dd", {}, "has many relations"),
      ),
      html("h3", {}, "Keys"),
      html(
        "dl",
        { class: "keys" },
        ...[
          ["/", "search"],
          ["arrows", "from card to card"],
          ["Enter", "choose; again: its neighbourhood"],
          ["1 2 3", "neighbourhood of so many steps"],
          ["m", "the map"],
          ["l", "lookup tables"],
          ["+ − 0", "larger, smaller, all"],
          ["Esc", "back"],
        ].flatMap(([key, text]) => [html("dt", {}, html("kbd", {}, key)), html("dd", {}, text)]),
      ),
    ];
  }

  details(entity, hops) {
    const area = this.model.area(entity.area);
    const untold = entity.fields.filter((f) => f.relation && !this.model.get(f.relation.target));
    return [
      html(
        "div",
        { class: "title", "data-area": entity.area },
        html("h2", {}, entity.name),
        html("a", { href: "#", class: "close", "aria-label": "Close", title: "Close (Esc)" }, "×"),
      ),
      html(
        "p",
        { class: "facts", "data-area": entity.area },
        html("span", { class: "badge" }, area.title),
        html("span", {}, entity.key.length ? `key ${entity.key.join(", ")}` : "no key"),
        html(
          "span",
          {},
          entity.replicationKey ? `incremental by ${entity.replicationKey}` : "full table",
        ),
      ),
      html(
        "p",
        {},
        html(
          "a",
          { class: "action", href: addressOf(entity.name, hops ? 0 : 1) },
          hops ? "Show on the map" : "Show its neighbourhood",
        ),
      ),
      ...this.section(`Points to (${entity.out.length})`, [
        ...entity.out.map((edge) => this.outgoing(edge.field, edge.to)),
        ...untold.map((field) => this.outgoing(field, null)),
      ]),
      ...this.section(
        `Pointed to by (${entity.in.length})`,
        entity.in.map((edge) => incoming(edge)),
      ),
      html("h3", {}, `Fields (${entity.fields.length})`),
      this.filter(),
      html(
        "table",
        { class: "fields" },
        html("tbody", {}, ...entity.fields.map((f) => fieldRow(f, entity))),
      ),
    ];
  }

  section(title, items) {
    if (!items.length) return [html("h3", {}, title), html("p", { class: "none" }, "nothing")];
    return [html("h3", {}, title), html("ul", { class: "links" }, ...items)];
  }

  outgoing(field, target) {
    const source = sourceOf(field.relation);
    const elsewhere = field.relation.target;
    return html(
      "li",
      {},
      html("span", { class: `source is-${source}`, title: SOURCES[source][1] }, SOURCES[source][0]),
      html("code", {}, field.name),
      html("span", { class: "way is-out", "aria-hidden": "true" }, "→"),
      target
        ? link(target)
        : html("span", { class: "none" }, elsewhere ? `${elsewhere}, not in this map` : "not told"),
    );
  }

  filter() {
    const input = html("input", {
      type: "search",
      class: "filter",
      placeholder: "Filter fields",
      "aria-label": "Filter fields",
      spellcheck: "false",
    });
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLowerCase();
      for (const row of this.element.querySelectorAll(".fields tr")) {
        row.hidden = !row.textContent.toLowerCase().includes(wanted);
      }
    });
    return input;
  }
}

function sourceOf(relation) {
  return relation.source ?? "none";
}

function incoming(edge) {
  return html("li", {}, link(edge.from), html("code", {}, `.${edge.field.name}`));
}

function link(entity) {
  return html(
    "a",
    { href: addressOf(entity.name), "data-area": entity.area, "data-go": entity.name },
    html("span", { class: "dot" }),
    entity.name,
  );
}

function fieldRow(field, entity) {
  const type = entity.key.includes(field.name) ? `${field.type}, key` : field.type;
  return html(
    "tr",
    { "data-field": field.name },
    html(
      "th",
      { scope: "row" },
      field.name,
      ...(field.note ? [html("small", {}, field.note)] : []),
    ),
    html("td", {}, type),
  );
}
