"""Master data: companies, facilities, items, locations and what they need."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field
from datetime import timedelta

from wms_simulator.store.tables import stamp

if t.TYPE_CHECKING:
    import sqlite3

    from wms_simulator.warehouse.drafting import Draft
    from wms_simulator.warehouse.sizes import Size

Ids: t.TypeAlias = list[int]

COMPANIES = (("ACME", "Acme Wholesale"), ("BOLT", "Bolt & Nut Größhandel"))
FACILITIES = (
    ("WH01", "Acme Campinas", "BR", 1, 1),
    ("WH02", "Acme Newark", "US", 2, 1),
    ("WH03", "Acme Köln", "DE", 3, 1),
    ("ST001", "Loja São José", "BR", 1, 2),
    ("ST002", "Store 002", "US", 2, 2),
    ("0003", "Laden Süd", "DE", 3, 2),
)
TASK_TYPES = ("Pick", "Putaway", "Cycle Count")
_NOUNS = ("Bolt", "Läufer", "Caixa", "杯子", "Widget", "Señal", "Filter", "Cable ø5")


@dataclass
class Masters:
    """Ids of the master data that documents refer to."""

    companies: Ids = field(default_factory=list)
    warehouses: Ids = field(default_factory=list)
    stores: Ids = field(default_factory=list)
    items: Ids = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=dict)
    owners: dict[int, int] = field(default_factory=dict)
    locations: dict[int, Ids] = field(default_factory=dict)
    uoms: Ids = field(default_factory=list)
    order_types: Ids = field(default_factory=list)
    ship_vias: Ids = field(default_factory=list)
    lpn_types: Ids = field(default_factory=list)
    task_types: dict[str, Ids] = field(default_factory=dict)
    putaway_types: Ids = field(default_factory=list)
    shipment_types: Ids = field(default_factory=list)
    vendors: Ids = field(default_factory=list)
    attributes: Ids = field(default_factory=list)


def read(connection: sqlite3.Connection) -> Masters:
    """Find the master data of a warehouse that was built earlier."""

    def ids(entity: str, where: str = "1") -> Ids:
        statement = f'SELECT id FROM "{entity}" WHERE {where} ORDER BY id'  # noqa: S608
        return [number for (number,) in connection.execute(statement)]

    warehouses = ids("facility", "facility_type_id = 1")
    return Masters(
        companies=ids("company"),
        warehouses=warehouses,
        stores=ids("facility", "facility_type_id = 2"),
        items=ids("item"),
        codes=dict(connection.execute("SELECT id, code FROM item").fetchall()),
        owners=dict(connection.execute("SELECT id, company_id FROM item").fetchall()),
        locations={
            number: ids("location", f"facility_id = {number}") for number in warehouses
        },
        uoms=ids("uom"),
        order_types=ids("order_type"),
        ship_vias=ids("ship_via"),
        lpn_types=ids("lpn_type"),
        task_types={
            kind: ids("task_type", f"description = '{kind}'") for kind in TASK_TYPES
        },
        putaway_types=ids("putaway_type"),
        shipment_types=ids("ib_shipment_type"),
        vendors=ids("vendor"),
        attributes=ids("inventory_attribute"),
    )


def fill(draft: Draft, size: Size) -> Masters:
    """Create the master data and say what its ids are."""
    made = Masters()
    _places(draft, made)
    _types(draft, made)
    _floors(draft, made)
    _items(draft, made, size)
    _locations(draft, made, size)
    _people(draft, made)
    return made


def _places(draft: Draft, made: Masters) -> None:
    for code, name in COMPANIES:
        parent = made.companies[0] if made.companies else 101
        number = 101 + len(made.companies)
        made.companies.append(number)
        draft.add(
            "company",
            id=number,
            code=code,
            name=name,
            parent_company_id=parent,
            company_type_id=1 if number == parent else 2,
            active_flg=1,
            univ_id_1=f"00{number}",
            city="São Paulo",
            country="BR",
        )
    for index, (code, name, country, zone, kind) in enumerate(FACILITIES):
        number = 201 + index
        (made.warehouses if kind == 1 else made.stores).append(number)
        draft.add(
            "facility",
            id=number,
            code=code,
            name=name,
            country=country,
            time_zone_id=zone,
            facility_type_id=kind,
            parent_company_id=made.companies[0],
            address_1=f"{index + 1} Industrial Road",
            city=name.split()[-1],
            state="",
            zip=f"0{index}310",
            priority=10,
            wms_managed_flg=int(kind == 1),
            latitude=f"-{index}.{index}0107",
        )
    for index in range(12):
        made.vendors.append(
            draft.add(
                "vendor",
                code=f"00V{index:02d}",
                name=f"Vendor {index} Ltda.",
                parent_company_id=made.companies[index % 2],
                company_type_id=3,
                active_flg=1,
                univ_id_1=f"{index:05d}",
                email="orders@vendor.example.com",
            )
        )


def _types(draft: Draft, made: Masters) -> None:
    company = made.companies[0]
    measure = draft.add(
        "uom_class", uom_class_code="COUNT", uom_class_description="Count"
    )
    for index, (code, name) in enumerate(
        (("UNIT", "Units"), ("PK", "Packs"), ("CS", "Cases"))
    ):
        made.uoms.append(
            draft.add(
                "uom",
                id=index + 1,
                uom_code=code,
                uom_name=name,
                uom_class_id=measure,
                base_uom_flg=int(index == 0),
                base_uom_conversion_factor=("1", "6", "24.5")[index],
            )
        )
    for code in ("STD", "RUSH", "XFER"):
        made.order_types.append(
            draft.add(
                "order_type",
                order_type=code,
                description=f"{code} order",
                company_id=company,
                wave_flg=1,
            )
        )
    carrier = draft.add(
        "carrier",
        code="ACMETRANS",
        description="Acme Transit",
        company_id=company,
        carrier_type_id=2,
        status_id=0,
    )
    own = {"company_id": company}
    by = {**own, "carrier_id": carrier}
    made.ship_vias += _codes(draft, "ship_via", "code", "GROUND AIR PICKUP", **by)
    box = {**own, "length": "40.5", "width": "30", "height": "0.25"}
    made.lpn_types += _codes(draft, "lpn_type", "code", "BOX PALLET", **box)
    zones = "FAST SLOW HAZ"
    made.putaway_types += _codes(draft, "putaway_type", "pa_type", zones, **own)
    checks = {
        **own,
        "receipt_validation_type_id": 1,
        "shipment_verif_order_dtl_cancel_mode_id": 1,
    }
    made.shipment_types += _codes(
        draft, "ib_shipment_type", "shipment_type", "ASN RETURN", **checks
    )
    for code in ("DMG", "QC", "00"):
        draft.add(
            "reason_code", code=code, description=f"Reason {code}", company_id=company
        )
        draft.add(
            "inventory_lock",
            lock_code=code,
            lock_description=f"Lock {code}",
            company_id=company,
        )
    for facility in made.warehouses:
        made.attributes.append(
            draft.add(
                "inventory_attribute",
                id=facility - 200,
                facility_id=facility,
                company_id=company,
                invn_attr_a="*",
            )
        )


def _codes(
    draft: Draft, entity: str, field: str, codes: str, **others: t.Any
) -> list[int]:
    """Add a row for each code, described by it."""
    return [
        draft.add(entity, **{field: code}, description=code.title(), **others)
        for code in codes.split()
    ]


def _floors(draft: Draft, made: Masters) -> None:
    for index, facility in enumerate(made.warehouses):
        for kind in TASK_TYPES:
            made.task_types.setdefault(kind, []).append(
                draft.add(
                    "task_type",
                    task_type=f"{kind.upper().replace(' ', '')}{index}",
                    description=kind,
                    alloc_type_id=1,
                    facility_id=facility,
                )
            )
        draft.add(
            "replenishment_zone",
            code=f"RZ{index}",
            description="Zone",
            facility_id=facility,
        )
        dock = draft.add(
            "dock_type", code="IN", description="Inbound", facility_id=facility
        )
        draft.add(
            "appointment",
            appt_nbr=f"AP{index:06d}",
            facility_id=facility,
            dock_type_id=dock,
            status_id=0,
            planned_start_ts=stamp(draft.moment(30)),
        )


def _items(draft: Draft, made: Masters, size: Size) -> None:
    # One import touched most items in one transaction, so they share one
    # mod_ts to the microsecond: more rows than fit on the largest page.
    imported = stamp(draft.anchor - timedelta(days=40, microseconds=626_774))
    for index in range(size.items):
        created = draft.moment()
        code = f"{index:08d}" if index % 7 == 0 else f"SKU-{index:06d}"
        bulk = index < size.imported_items
        moved = imported if bulk else stamp(draft.after(created))
        owner = made.companies[0 if index % 5 else 1]
        number = draft.add(
            "item",
            code=code,
            barcode=f"{7890000000000 + index * 13}",
            description=f"{_NOUNS[index % len(_NOUNS)]} {index}",
            description_2="",
            part_a=code,
            company_id=owner,
            primary_uom_id=made.uoms[0],
            putawaytype_id=made.putaway_types[index % 3],
            unit_cost=draft.rng.choice(("1763.58", "0.00107", "11.01", "10.5", "0")),
            unit_weight=f"{index % 40}.{index % 9 + 1}",
            hazmat=int(index % 31 == 0),
            create_ts=min(stamp(created), moved),
            mod_ts=moved,
            mod_user="svc_host" if bulk else "jdoe",
        )
        made.items.append(number)
        made.codes[number] = code
        made.owners[number] = owner
        if index % 3 == 0:
            draft.add(
                "item_barcode",
                item_id=number,
                barcode=f"0{index:012d}",
                uom_id=made.uoms[0],
                qty_per_uom="1",
            )
        if index % 4 == 0:
            draft.add(
                "item_metrics",
                item_id=number,
                std_case_qty="24",
                net_cost="3.125",
                lpns_per_tier=6,
            )
            draft.add(
                "item_characteristics", item_id=number, conveyable=1, velocity_code="A"
            )
        if index % 6 == 0:
            draft.add(
                "item_facility", item_id=number, facility_id=made.warehouses[index % 3]
            )


def _locations(draft: Draft, made: Masters, size: Size) -> None:
    for index in range(size.locations):
        facility = made.warehouses[index % len(made.warehouses)]
        kind = (1, 2, 2, 3)[index // 3 % 4]
        aisle, bay, level = index // 40, index % 40, index % 5
        number = draft.add(
            "location",
            facility_id=facility,
            type_id=kind,
            area="ABCD"[kind],
            aisle=f"{aisle:02d}",
            bay=f"{bay:02d}",
            level=f"{level}",
            barcode=f"L{index:07d}",
            locn_str=f"{'ABCD'[kind]}-{aisle:02d}-{bay:02d}-{level}",
            item_id=made.items[index % len(made.items)],
            item_assignment_type_id=1,
            max_units=f"{400 + index % 7 * 150}.5",
            max_lpns=4,
            x_coordinate=None if index % 2 else f"{index}.125",
            allow_multi_sku=1,
        )
        made.locations.setdefault(facility, []).append(number)


def _people(draft: Draft, made: Masters) -> None:
    for index, name in enumerate(
        ("0012345", "jdoe", "maría.núñez", "svc_wave", "svc_host")
    ):
        number = draft.add(
            "user",
            alternate_user_name=name,
            univ_id_1=f"{index:09d}",
            auth_user_id=index + 1,
            company_id=made.companies[0],
            facility_id=made.warehouses[index % 3],
            default_label_printer="",
            hire_type_id=1,
            lang_code_id=1,
            role_id=1,
            rows_per_page=25,
            h_wage="0.1",
        )
        draft.add("user_facility", cw_user_id=number, facility_id=made.warehouses[0])
        draft.add("user_company", cw_user_id=number, company_id=made.companies[0])
    for code, begins, ends in (
        ("EARLY", "06:00:00", "14:00:00"),
        ("LATE", "14:00:00", "22:30:00"),
    ):
        draft.add(
            "shift",
            name=code,
            facility_id=made.warehouses[0],
            start_time=begins,
            end_time=ends,
        )
    draft.add(
        "rf_key_map", facility_id=made.warehouses[0], original_key_id=1, mapped_key_id=2
    )
    draft.add(
        "rf_key_map", facility_id=made.warehouses[1], original_key_id=1, mapped_key_id=3
    )
