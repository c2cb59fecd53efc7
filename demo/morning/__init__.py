"""The morning view: a page that shows what the marts say of a simulated warehouse."""
