{#
  Moments that can only follow one another, in this order. Those that are missing are
  passed over.
#}
{% test wms_in_order(model, moments) %}

select *
from {{ model }}
where 1 = 0
{%- for earlier in moments %}
  {%- for later in moments[loop.index:] %}
   or {{ earlier }} > {{ later }}
  {%- endfor %}
{%- endfor %}

{% endtest %}
