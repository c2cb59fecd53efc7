/** Where the cards of a neighbourhood lie: columns of stacks around the center. */

import { around } from "./map.js";
import { short } from "./svg.js";

export const ROW = 24;
export const HEAD = 34;
export const CARD = 46;
export const GAP = 12;
export const BETWEEN_STACKS = 26;
export const MOST_VIA = 30;

const SIDE = 36;
/** Room for the caption. */
const BELOW = 40;
const CHARACTER = 7.9;
const SMALL = 6.75;
const BETWEEN_COLUMNS = 110;
const HEIGHTS = [8, 10, 12, 14, 17, 20, 24, 28, 34, 40];

export class Stacks {
  constructor(near, center, most) {
    this.near = near;
    this.most = most;
    this.boxes = new Map();
    this.inner = new Map();
    this.stacks = new Map();
    this.own = center.out.filter((edge) => near.place.has(edge.to));
    const height = HEAD + Math.max(1, this.own.length) * ROW + 10;
    const width = Math.max(
      200,
      center.name.length * (CHARACTER + 1) + 40,
      ...this.own.map((edge) => edge.field.name.length * SMALL + 40),
    );
    this.boxes.set(center.name, { x: -width / 2, y: -height / 2, width, height });
    for (const side of [1, -1]) {
      let x = width / 2;
      for (let hop = 1; near.columns.has(side * hop); hop += 1) {
        x = this.column(near.columns.get(side * hop), side, x + BETWEEN_COLUMNS);
      }
    }
  }

  /** The stacks that can be shown the largest in a room of a size. */
  static fitting(near, center, room) {
    let best = null;
    for (const most of HEIGHTS) {
      const stacks = new Stacks(near, center, most);
      const { width, height } = stacks.bounds;
      const scale = Math.min(room.width / width, room.height / height);
      if (!best || scale > best.scale) best = { stacks, scale };
    }
    return best.stacks;
  }

  get bounds() {
    const { x, y, width, height } = around([...this.boxes.values()]);
    return { x: x - SIDE, y, width: width + 2 * SIDE, height: height + BELOW };
  }

  /** Lay out one column; returns where it ends. */
  column(entities, side, start) {
    const count = Math.ceil(entities.length / this.most);
    const each = Math.ceil(entities.length / count);
    const top = (-each * (CARD + GAP) + GAP) / 2;
    let x = start;
    for (const entity of entities) this.inner.set(entity.name, side * start);
    for (let stack = 0; stack < count; stack += 1) {
      const members = entities.slice(stack * each, (stack + 1) * each);
      const width = Math.max(...members.map((entity) => this.width(entity)));
      members.forEach((entity, row) => {
        this.stacks.set(entity.name, stack);
        this.boxes.set(entity.name, {
          x: side > 0 ? x : -x - width,
          y: top + row * (CARD + GAP),
          width,
          height: CARD,
        });
      });
      x += width + BETWEEN_STACKS;
    }
    return x - BETWEEN_STACKS;
  }

  width(entity) {
    const via = short(this.via(entity), MOST_VIA);
    return Math.max(120, entity.name.length * CHARACTER + 28, via.length * SMALL + 28);
  }

  /** The fields that tie an entity to those nearer to the center. */
  via(entity) {
    const { place } = this.near;
    const column = Math.abs(place.get(entity));
    const isNearer = (other) => Math.abs(place.get(other) ?? Infinity) < column;
    const fields = [
      ...entity.out.filter((edge) => isNearer(edge.to)),
      ...entity.in.filter((edge) => isNearer(edge.from)),
    ].map((edge) => edge.field.name);
    return [...new Set(fields)].join(", ");
  }
}
