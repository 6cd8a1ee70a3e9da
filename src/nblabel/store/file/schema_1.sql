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
-- Filters kept under a name.
CREATE TABLE saved_view(project_id INTEGER, name VARCHAR, query JSON, op_from BIGINT, op_to BIGINT);
-- A live collection keeps its query; the others keep what it found (and the query, to say what is new).
CREATE TABLE collection(
    project_id INTEGER, collection_id INTEGER, title VARCHAR, description VARCHAR, live BOOLEAN, query JSON,
    created_op BIGINT, op_from BIGINT, op_to BIGINT
);
-- Items (no frames), single frames or ranges. Of live collections just what was added or kept out by hand.
CREATE TABLE member(
    project_id INTEGER, collection_id INTEGER, item_id BIGINT, frame_from INTEGER, frame_to INTEGER,
    way ENUM('rule', 'added', 'removed'), op_from BIGINT, op_to BIGINT
);
-- Who works on the project in which role; nobody listed means that the notebook's user is the admin.
CREATE TABLE person(project_id INTEGER, name VARCHAR, role VARCHAR, op_from BIGINT, op_to BIGINT);
-- Items whose labels were changed after their review, until the next review.
CREATE TABLE changed(project_id INTEGER, item_id BIGINT, op_from BIGINT, op_to BIGINT);
CREATE TABLE task(
    project_id INTEGER, task_id INTEGER, name VARCHAR, description VARCHAR, allocation VARCHAR, statuses JSON,
    priority INTEGER, due DATE, created_op BIGINT, op_from BIGINT, op_to BIGINT
);
-- The items of a task, with the task's own status where it was given one.
CREATE TABLE task_item(
    project_id INTEGER, task_id INTEGER, item_id BIGINT, status VARCHAR, op_from BIGINT, op_to BIGINT
);
-- Whose an item is, in a task or (task 0) in all of the project.
CREATE TABLE assignment(
    project_id INTEGER, task_id INTEGER, item_id BIGINT, person VARCHAR, op_from BIGINT, op_to BIGINT
);
-- Facts, no changes: who has an item of a pulling task open, until when.
CREATE TABLE hold(project_id INTEGER, task_id INTEGER, item_id BIGINT, person VARCHAR, until TIMESTAMPTZ);
CREATE TABLE comment(
    project_id INTEGER, comment_id BIGINT, item_id BIGINT, frame INTEGER, x DOUBLE, y DOUBLE, text VARCHAR,
    reply_to BIGINT, is_flag BOOLEAN, is_resolved BOOLEAN, created_op BIGINT, op_from BIGINT, op_to BIGINT
);
-- Where predictions come from: names of models, each once. (Their confidence is a DOUBLE, so that 0.9 is at or above 0.9.)
CREATE TABLE source(project_id INTEGER, source_id INTEGER, name VARCHAR);
CREATE TABLE prediction(
    project_id INTEGER, source_id INTEGER, prediction_id BIGINT, group_id BIGINT, item_id BIGINT, frame_from INTEGER,
    frame_to INTEGER, root INTEGER, question INTEGER, option INTEGER, number DOUBLE, text VARCHAR, confidence DOUBLE,
    op_from BIGINT, op_to BIGINT
);
-- What is marked in frames: the box around a shape stands in columns (pixels of the frame), the shape itself beside it.
CREATE TABLE object(
    project_id INTEGER, object_id BIGINT, item_id BIGINT, frame_from INTEGER, frame_to INTEGER, class INTEGER,
    shape VARCHAR, x DOUBLE, y DOUBLE, width DOUBLE, height DOUBLE, area DOUBLE, geometry JSON, confidence FLOAT,
    source ENUM('human', 'model', 'import'), created_op BIGINT, edited_op BIGINT, op_from BIGINT, op_to BIGINT
);
CREATE TABLE attribute(
    project_id INTEGER, object_id BIGINT, item_id BIGINT, frame_from INTEGER, frame_to INTEGER, question INTEGER,
    option INTEGER, number DOUBLE, text VARCHAR, op_from BIGINT, op_to BIGINT
);
CREATE TABLE predicted_object(
    project_id INTEGER, source_id INTEGER, prediction_id BIGINT, item_id BIGINT, frame_from INTEGER, frame_to INTEGER,
    class INTEGER, shape VARCHAR, x DOUBLE, y DOUBLE, width DOUBLE, height DOUBLE, area DOUBLE, geometry JSON,
    attributes JSON, confidence DOUBLE, op_from BIGINT, op_to BIGINT
);
-- Facts about pictures: numbers by name (no number where there was none to be had), what tells a picture again or why it
-- was not measured, and vectors (each space has a table of its own, vector_<space_id>; its version grows when rows go).
CREATE TABLE metric_name(project_id INTEGER, metric_id INTEGER, name VARCHAR);
CREATE TABLE metric(metric_id INTEGER, item_id BIGINT, value DOUBLE);
CREATE TABLE picture_hash(
    item_id BIGINT, across UBIGINT, down UBIGINT, tone INTEGER, pixels UBIGINT, problem VARCHAR
);
CREATE TABLE space(project_id INTEGER, space_id INTEGER, name VARCHAR, size INTEGER, version INTEGER);
