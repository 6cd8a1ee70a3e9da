-- Interval rows: what is now has op_to IS NULL; as of operation k: op_from <= k AND (op_to IS NULL OR op_to > k).
-- No key or index on the interval tables: zone maps find the rows, and an index makes the file five times larger.
CREATE TABLE marker(uuid VARCHAR, schema_version INTEGER, nblabel_version VARCHAR, created TIMESTAMPTZ);
CREATE TABLE counter(name VARCHAR PRIMARY KEY, next BIGINT);
CREATE TABLE project(
    project_id INTEGER PRIMARY KEY, name VARCHAR, kind VARCHAR, title VARCHAR, description VARCHAR, created TIMESTAMPTZ
);
CREATE TABLE op(
    op_id BIGINT PRIMARY KEY, project_id INTEGER, kind VARCHAR, annotator VARCHAR, role VARCHAR, created TIMESTAMPTZ,
    client_id VARCHAR UNIQUE, params JSON, counts JSON, undoes BIGINT
);
CREATE TABLE op_item(op_id BIGINT, item_id BIGINT, outcome VARCHAR);
-- The same for many items that stand close together: item first_item + n where bit n of members is 1.
CREATE TABLE op_set(op_id BIGINT, outcome VARCHAR, first_item BIGINT, members BIT);
CREATE TABLE ontology(project_id INTEGER, data JSON, op_from BIGINT, op_to BIGINT);
CREATE TABLE item(
    project_id INTEGER, item_id BIGINT, uri VARCHAR, title VARCHAR, kind VARCHAR, dataset VARCHAR, folder VARCHAR,
    root VARCHAR, meta JSON, op_from BIGINT, op_to BIGINT
);
-- The files of an item of several, the first (its uri) included.
CREATE TABLE item_file(item_id BIGINT, place INTEGER, url VARCHAR);
-- What datasets and folders are called and about; which items are in one stands with the items.
CREATE TABLE dataset(
    project_id INTEGER, sort VARCHAR, name VARCHAR, title VARCHAR, description VARCHAR, op_from BIGINT, op_to BIGINT
);
-- Facts about files, no changes: read from them, or trusted as they were registered.
CREATE TABLE media(
    item_id BIGINT, width INTEGER, height INTEGER, orientation TINYINT, n_frames INTEGER, fps DOUBLE, duration DOUBLE,
    file_size BIGINT, mtime_ns BIGINT, mime VARCHAR, problem VARCHAR, detail JSON, trusted BOOLEAN
);
-- The time stamp of each labelled frame of a video, as its file counts it (media.detail has the time base): a label goes
-- on meaning the same picture where another reader numbers the frames in another way.
CREATE TABLE frame_pts(item_id BIGINT, frame INTEGER, pts BIGINT);
-- The name of the model stands in the parameters of the operation; a text in each row would cost a fifth of a bulk change.
CREATE TABLE label(
    project_id INTEGER, label_id BIGINT, group_id BIGINT, item_id BIGINT, frame_from INTEGER, frame_to INTEGER,
    root INTEGER, question INTEGER, option INTEGER, number DOUBLE, text VARCHAR, confidence FLOAT, source ENUM('human', 'model', 'import'),
    created_op BIGINT, edited_op BIGINT, op_from BIGINT, op_to BIGINT
);
CREATE TABLE status(
    project_id INTEGER, item_id BIGINT, status VARCHAR, reason VARCHAR, op_from BIGINT, op_to BIGINT
);
CREATE TABLE tag(project_id INTEGER, item_id BIGINT, tag VARCHAR, op_from BIGINT, op_to BIGINT);
