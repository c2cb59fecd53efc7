{#
  DuckDB without a target of its own: tables read from JSON Lines, as target-jsonl writes
  them. Views with the names and types of the sources are made before each run when the
  var wms_files names the folder. A stream without rows has no file, and a view without
  rows. Rows are numbered in the order of the file, so that of two versions of a row with
  the same mod_ts the later one counts.
#}
{% macro wms_views_of_files() %}
  {%- set folder = var('wms_files', '') -%}
  {%- if execute and folder and target.type == 'duckdb' and flags.WHICH in ['build', 'run', 'test', 'snapshot', 'seed'] -%}
    {%- set found = run_query("select file from glob('" ~ folder ~ "/*.jsonl')").columns[0].values() -%}
    {%- set statements = [] -%}
    {%- for node in graph.sources.values() if node.source_name == 'wms' and node.package_name == project_name -%}
      {%- if loop.first -%}
        {%- do statements.append('create schema if not exists ' ~ api.Relation.create(database=node.database, schema=node.schema).without_identifier()) -%}
      {%- endif -%}
      {%- set file = folder ~ '/' ~ node.name ~ '.jsonl' -%}
      {%- set columns = [] -%}
      {%- for column in node.columns.values() -%}
        {%- do columns.append((column.name, {'number': 'decimal(38, 10)', 'text': 'varchar'}.get(column.data_type, column.data_type))) -%}
      {%- endfor -%}
      {%- set view = api.Relation.create(database=node.database, schema=node.schema, identifier=node.identifier) -%}
      {%- if file in found -%}
        {%- set types = [] -%}
        {%- for name, kind in columns %}{% do types.append("'" ~ name ~ "': '" ~ kind ~ "'") %}{% endfor -%}
        {%- do statements.append(
            'create or replace view ' ~ view ~ ' as select *, row_number() over () as _sdc_sequence'
            ~ " from read_json('" ~ file ~ "', format = 'newline_delimited', columns = {" ~ types | join(', ') ~ '})') -%}
      {%- else -%}
        {%- set empty = [] -%}
        {%- for name, kind in columns %}{% do empty.append('cast(null as ' ~ kind ~ ') as ' ~ adapter.quote(name)) %}{% endfor -%}
        {%- do statements.append(
            'create or replace view ' ~ view ~ ' as select ' ~ empty | join(', ') ~ ', cast(null as bigint) as _sdc_sequence where 1 = 0') -%}
      {%- endif -%}
    {%- endfor -%}
    {{- statements | join(';\n') -}}
  {%- endif -%}
{% endmacro %}
