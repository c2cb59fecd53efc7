/** The entities and how they hang together. Nothing here knows of the page. */

export class Model {
  constructor(data) {
    this.title = data.title;
    this.areas = data.areas;
    this.named = data.named;
    this.header = data.header;
    this.cardHeight = data.cardHeight;
    this.manyReferrers = data.manyReferrers;
    this.entities = new Map();
    for (const raw of data.entities) {
      this.entities.set(raw.name, readEntity(raw, data.notes));
    }
    this.relations = 0;
    for (const entity of this.entities.values()) {
      for (const field of entity.fields) {
        const target = field.relation && this.entities.get(field.relation.target);
        if (target) {
          const edge = { from: entity, field, to: target };
          entity.out.push(edge);
          target.in.push(edge);
          this.relations += 1;
        }
      }
    }
  }

  get(name) {
    return this.entities.get(name);
  }

  area(id) {
    return this.areas.find((area) => area.id === id);
  }

  /** Entities that much leads to: everything is near to everything by way of them. */
  isHub(entity) {
    return entity.in.length > this.manyReferrers;
  }

  /**
   * Entities and fields whose names hold all words of a query, the best first.
   *
   * @returns {{entity: object, field: object | null}[]} at most `limit` of them
   */
  search(query, limit = 60) {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    const found = [];
    for (const entity of this.entities.values()) {
      const rank = rankOf(entity.name, words);
      if (rank !== null) {
        found.push({ entity, field: null, rank: rank - importance(entity) });
      }
      for (const field of entity.fields) {
        const fieldRank = rankOf(field.name, words);
        if (fieldRank !== null) {
          found.push({ entity, field, rank: 100 + fieldRank - importance(entity) });
        }
      }
    }
    found.sort(
      (a, b) =>
        a.rank - b.rank ||
        compare(a.entity.name, b.entity.name) ||
        compare(a.field?.name ?? "", b.field?.name ?? ""),
    );
    return found.slice(0, limit);
  }

  /**
   * What is near an entity, in columns: what it points to on the right (1, 2, ...),
   * what points to it on the left (-1, -2, ...).
   *
   * @param {object} center where to start
   * @param {number} hops how many relations away others may be
   * @param {(entity: object) => boolean} isShown what to leave out
   * @returns {{columns: Map<number, object[]>, place: Map<object, number>, edges: object[]}}
   */
  near(center, hops, isShown) {
    const place = new Map([[center, 0]]);
    const columns = new Map([[0, [center]]]);
    const put = (entity, column) => {
      if (place.has(entity) || !isShown(entity)) return;
      place.set(entity, column);
      if (!columns.has(column)) columns.set(column, []);
      columns.get(column).push(entity);
    };
    for (const edge of center.out) put(edge.to, 1);
    for (const edge of byOrigin(center.in)) put(edge.from, -1);
    for (let hop = 1; hop < hops; hop += 1) {
      for (const column of [hop, -hop]) {
        const further = column + Math.sign(column);
        for (const entity of columns.get(column) ?? []) {
          for (const edge of entity.out) put(edge.to, further);
          if (this.isHub(entity)) continue;
          for (const edge of byOrigin(entity.in)) put(edge.from, further);
        }
      }
    }
    const all = [...place.keys()].flatMap((entity) => entity.out);
    return { columns, place, edges: all.filter((edge) => place.has(edge.to)) };
  }
}

function readEntity(raw, notes) {
  const [x, y, width, height] = raw.box;
  return {
    name: raw.name,
    area: raw.area,
    key: raw.key,
    replicationKey: raw.replicationKey,
    box: { x, y, width, height },
    fields: raw.fields.map(([name, type, note, target, source]) => ({
      name,
      type,
      note: notes[note],
      relation: source === undefined ? null : { target, source },
    })),
    out: [],
    in: [],
  };
}

function importance(entity) {
  return Math.min(entity.in.length + entity.out.length, 40) / 50;
}

/** Lower is better; null where a word is missing. */
function rankOf(name, words) {
  let rank = 0;
  for (const word of words) {
    const at = name.indexOf(word);
    if (at < 0) return null;
    if (name === word) continue;
    if (at === 0) rank += 1;
    else if (name[at - 1] === "_") rank += 2;
    else rank += 3;
  }
  return rank + name.length / 100;
}

function byOrigin(edges) {
  return [...edges].sort(
    (a, b) => compare(a.from.area, b.from.area) || compare(a.from.name, b.from.name),
  );
}

export function compare(a, b) {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
