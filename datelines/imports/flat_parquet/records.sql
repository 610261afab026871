-- Brings the rows of a flat Parquet file into our tables. Each statement has a name before a colon;
-- tables.py fills in {table}, {key} and the like.
--
-- Every table has the `row` of a record in its canonical file (from 0), the `spot` where the Parquet file gives
-- it, and its cells as text. Records of an event have its `event_number` and are in that order, so that events can
-- be read piece by piece.

-- number_text: a number as the cell of a table writes it.
CREATE MACRO number_text(number) AS CASE
    WHEN isnan(number) THEN NULL
    WHEN number = floor(number) AND abs(number) < 1e15 THEN CAST(CAST(number AS BIGINT) AS VARCHAR)
    ELSE CAST(number AS VARCHAR)
END;

-- distinct_cells: the first row of each distinct set of cells that are not all blank, and the cells.
SELECT min(line) AS line, {columns} FROM flat WHERE {filled} GROUP BY {columns} ORDER BY line;

-- several: each place or cited source of a cell that holds several, once, with the first row that has it.
CREATE TABLE {name} AS SELECT min(line) AS line, {columns} FROM given_here GROUP BY {columns};

-- find: every id of a table with the spot of its first row, and whether other rows give it other cells.
CREATE TABLE first_{table} AS
SELECT id, spot, differs, row_number() OVER (ORDER BY id) - 1 AS row
FROM (
    SELECT {key} AS id, min(spot) AS spot, min(mark) <> max(mark) AS differs
    FROM (SELECT spot, {key}, hash(*COLUMNS(* EXCLUDE (spot))) AS mark FROM given_{table})
    GROUP BY id
);

-- find_figures: every row that has a figure. No two rows give the same one, so that each has a row of its own.
CREATE TABLE first_figures AS
SELECT figure_id AS id, spot, row_number() OVER (ORDER BY figure_id) - 1 AS row FROM given_figures;

-- dates: every distinct date of an event, report or figure.
SELECT DISTINCT text FROM (SELECT unnest([{dates}]) AS text FROM flat) WHERE text <> '' ORDER BY text;

-- number_events: the number of each event, as datelines.store.relation has it: in the order of the earliest date
-- that a report counted with it gives, or of its own date where there is no such report.
CREATE TABLE numbers AS
SELECT event_id, row_number() OVER (ORDER BY days, event_id) AS event_number
FROM (
    SELECT
        "event.event_id" AS event_id,
        coalesce(
            min(coalesce(reported.days, dated.days)) FILTER ("report.link_status" <> 'different'),
            min(dated.days)
        ) AS days
    FROM flat
    SEMI JOIN first_reports ON first_reports.spot = line * {spots}
    LEFT JOIN dates AS dated ON dated.text = "event.date"
    LEFT JOIN dates AS reported ON reported.text = "report.date_as_reported"
    GROUP BY "event.event_id"
);

-- of_event: the table `events` or `reports`.
CREATE TABLE {table} AS
SELECT event_number, row, given.*
FROM given_{table} AS given
JOIN (SELECT spot, row FROM first_{table}) USING (spot)
JOIN numbers USING (event_id)
ORDER BY event_number, row;

-- figures: the table `figures`.
CREATE TABLE figures AS
SELECT event_number, row, given.*
FROM given_figures AS given
JOIN (SELECT spot, row FROM first_figures) USING (spot)
JOIN (SELECT report_id, event_number FROM reports) USING (report_id)
ORDER BY event_number, row;

-- wording: the table `wording`, of the labels in the cells of reports.
CREATE TABLE wording AS
SELECT
    event_number,
    row_number() OVER (ORDER BY report_id, subject, term, gloss, term_group) - 1 AS row,
    spot, report_id, subject, term, gloss, term_group
FROM reports JOIN labels ON labels.cell = "report.wording"
ORDER BY event_number, row;

-- none: a table of which a flat file has no rows: it has the ids alone.
CREATE TABLE {table} (row BIGINT, spot BIGINT, {columns});

-- cited: the table `cited`, of the ids in the cells of reports.
CREATE TABLE cited AS
SELECT
    event_number,
    row_number() OVER (ORDER BY report_id, source_id) - 1 AS row,
    spot, report_id, source_id
FROM (
    SELECT event_number, spot, report_id, unnest(string_split("cited.source_id", ';')) AS source_id
    FROM reports WHERE "cited.source_id" <> ''
)
ORDER BY event_number, row;

-- of_many: the table `outlets`, `speakers` or `places`.
CREATE TABLE {table} AS
SELECT DISTINCT ON (row) row, given.*
FROM given_{table} AS given
JOIN (SELECT id AS {key}, spot, row FROM first_{table}) USING ({key}, spot)
ORDER BY row;

-- sources: the table `sources`, with the first and the last event that names each.
CREATE TABLE sources AS
SELECT from_event, to_event, row, given.*
FROM given_sources AS given
JOIN (SELECT id AS source_id, spot, row FROM first_sources) USING (source_id, spot)
JOIN (
    SELECT source_id, min(event_number) AS from_event, max(event_number) AS to_event
    FROM (
        SELECT source_id, event_number FROM reports
        UNION ALL SELECT source_id, event_number FROM cited
    )
    GROUP BY source_id
) USING (source_id)
ORDER BY from_event, row;

-- reviewers: everyone who signed an event or a report.
SELECT DISTINCT reader
FROM (
    SELECT unnest([reviewed_by, second_read_by]) AS reader FROM events
    UNION ALL SELECT unnest([reviewed_by, second_read_by]) AS reader FROM reports
)
WHERE reader <> '' ORDER BY reader;

-- outlines: the places that have an outline, and the first geometry that is beside each.
SELECT {columns}, arg_min(geometry, line) AS geometry
FROM flat WHERE "place.geometry" <> '' AND geometry <> '' GROUP BY {columns} ORDER BY min(line);

-- csv_cell: a cell as the canonical CSV file writes it.
CREATE TEMP MACRO csv_cell(cell) AS CASE
    WHEN contains(cell, ',') OR contains(cell, '"') OR contains(cell, chr(10))
    THEN '"' || replace(cell, '"', '""') || '"'
    ELSE cell
END;

-- csv_size: bytes of the lines of a table's canonical file.
SELECT CAST(coalesce(sum(strlen({line})), 0) AS BIGINT) FROM {table};

-- csv_lines: the lines of a table's canonical file, in their order.
SELECT {line} FROM {table} ORDER BY row;
