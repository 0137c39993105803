-- noqa: disable=LT02
{% set blocks = [
    ('termlysessiondetailsonroll', 'pupilonrolltableid', 'termly_sessions', 'true'),
    ('summerhalfterm2sessiondetailsonroll', 'pupilonrolltableid', 'second_half_summer_sessions', 'true'),
    ('termlysessiondetailsoffroll', 'pupilnolongeronrolltableid', 'termly_sessions', 'false'),
    (
        'summerhalfterm2sessiondetailsoffroll', 'pupilnolongeronrolltableid',
        'second_half_summer_sessions', 'false'
    ),
] %}
with
{% for table, pupil, item, is_on_roll in blocks -%}
{{ table }} as (
    {{ staged(
        'school_census',
        table,
        {
            pupil: 'pupil_ref',
            table ~ 'tableid': 'row_ref',
            'NativeId': 'school_ref',
            'sessions': 'sessions',
            'attendancereason': 'attendance_code',
        },
        period=['census_year', 'census_term'],
    ) }}
),

{% endfor -%}
final as (
    {% for table, pupil, item, is_on_roll in blocks -%}
    select
        {{ table }}.*,
        '{{ item }}' as census_item,
        {{ is_on_roll }} as is_on_roll
    from {{ table }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from final
