-- Finds problems with the ids of a flat Parquet file. Each statement has a name before a colon; tables.py has the
-- words for it. It gives the row of the file, the flat column and the value of each problem.

-- blank: rows without the id of something that every row has.
SELECT line, '{key}' AS "column", '' AS value FROM flat WHERE "{key}" = '';

-- beside_blank: rows that have cells of a speaker or a relay, but not its id.
SELECT line, cell[1] AS "column", cell[2] AS value, '{key}' AS key
FROM (SELECT line, {first_filled} AS cell FROM flat WHERE "{key}" = '')
WHERE cell IS NOT NULL;

-- unnamed_relay: rows that have cells of a relay that their report does not name.
SELECT line, '{key}' AS "column", "{key}" AS value
FROM flat WHERE "{key}" NOT IN ('', "report.relayed_by");

-- repeated_figure: ids of figures that are in several rows.
SELECT spot // {spots} AS line, 'figure.figure_id' AS "column", id AS value, first // {spots} AS first
FROM (SELECT spot, id, min(spot) OVER (PARTITION BY id) AS first FROM (
    SELECT spot, id FROM first_figures
    SEMI JOIN (SELECT id FROM first_figures WHERE id <> '' GROUP BY id HAVING count(*) > 1) USING (id)
))
WHERE spot <> first;

-- other_cell: cells in which a row differs from the first row that has the same id. Here the column is the
-- record's, and the row a spot.
SELECT spot AS line, cell[1] AS "column", cell[2] AS value, cell[3] AS other, first // {spots} AS first, id
FROM (
    SELECT given.spot, found.spot AS first, id, unnest([{cells}]) AS cell
    FROM given_{table} AS given
    JOIN first_{table} AS found ON found.id = given.{key}
    JOIN given_{table} AS earlier ON earlier.spot = found.spot AND earlier.{key} = found.id
    WHERE differs
)
WHERE cell[2] <> cell[3];
