-- Copyright: (c) 2026, community.pagerduty contributors
-- GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
-- SPDX-License-Identifier: GPL-3.0-or-later

-- Stores PagerDuty's events in PostgreSQL, and distributes them among several rulebooks. See docs/events.md.
--
--   psql --set=nodes=2 --file=pagerduty_events.sql "host=db.example.com dbname=eda"
--
-- nodes: the number of nodes that run rulebooks. Run the file again to change it, or after an update of the collection.

\set ON_ERROR_STOP on

BEGIN;

CREATE TABLE IF NOT EXISTS pagerduty_settings (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    nodes integer NOT NULL CHECK (nodes > 0)
);
INSERT INTO pagerduty_settings (nodes) VALUES (:nodes) ON CONFLICT (only_row) DO UPDATE SET nodes = excluded.nodes;

-- id: the ID of PagerDuty's event. resource: the ID of the incident, or of the service. All events of one resource go to
-- the same node. event: the event as rules receive it, with `event` and `meta`.
CREATE TABLE IF NOT EXISTS pagerduty_events (
    number bigint GENERATED ALWAYS AS IDENTITY,
    id text PRIMARY KEY,
    resource text NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    event json NOT NULL
);
CREATE INDEX IF NOT EXISTS pagerduty_events_stored_at ON pagerduty_events (stored_at);

-- The channel of a resource's node: pagerduty_1, pagerduty_2 and so on.
CREATE OR REPLACE FUNCTION pagerduty_channel(resource text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT 'pagerduty_' || ('x' || left(md5(resource), 7))::bit(28)::integer % nodes + 1 FROM pagerduty_settings
$$;

-- Notify the node of an event. A notification has less than 8,000 bytes, so large events are sent without details.
CREATE OR REPLACE FUNCTION pagerduty_notify(stored pagerduty_events) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    event json := stored.event -> 'event';
    meta json := stored.event -> 'meta';
    message text := stored.event;
BEGIN
    IF octet_length(message) >= 8000 THEN
        event := json_build_object(
            'id', event -> 'id',
            'event_type', event -> 'event_type',
            'resource_type', event -> 'resource_type',
            'occurred_at', event -> 'occurred_at',
            'data', json_build_object('id', event -> 'data' -> 'id', 'type', event -> 'data' -> 'type')
        );
        message := json_build_object('event', event, 'meta', meta, 'shortened', true);
    END IF;
    IF octet_length(message) >= 8000 THEN
        meta := (
            SELECT json_object_agg(key, value) FROM json_each(meta)
            WHERE key IN (
                'event_type', 'resource_type', 'id', 'uuid', 'occurred_at', 'received_at', 'verified', 'redelivered',
                'incident_id', 'incident_number', 'incident_status', 'urgency', 'priority_id', 'service_id'
            )
        );
        message := json_build_object('event', event, 'meta', meta, 'shortened', true);
    END IF;
    PERFORM pg_notify(pagerduty_channel(stored.resource), message);
END
$$;

CREATE OR REPLACE FUNCTION pagerduty_notify_of_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pagerduty_notify(NEW);
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER pagerduty_notify AFTER INSERT ON pagerduty_events
    FOR EACH ROW EXECUTE FUNCTION pagerduty_notify_of_insert();

-- Store an event. Returns false if it was stored before. encoded: the event as JSON in ASCII, percent-encoded.
-- PostgreSQL can't process the character U+0000, so U+FFFD takes its place.
CREATE OR REPLACE FUNCTION pagerduty_store(encoded text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    text_of_event text := (
        SELECT string_agg(
            CASE WHEN part[1] LIKE '\%%' THEN chr(('x' || substr(part[1], 2))::bit(8)::integer) ELSE part[1] END,
            '' ORDER BY place
        )
        FROM regexp_matches(encoded, '%[0-9A-F]{2}|[^%]+', 'g') WITH ORDINALITY AS parts (part, place)
    );
    decoded json := regexp_replace(text_of_event, '(?<!\\)((?:\\\\)*)\\u0000', '\1\\ufffd', 'g');
    id text := coalesce(decoded -> 'meta' ->> 'id', md5(decoded::text));
BEGIN
    INSERT INTO pagerduty_events (id, resource, event) VALUES (
        id,
        coalesce(decoded -> 'meta' ->> 'incident_id', decoded -> 'meta' ->> 'service_id', id),
        decoded
    ) ON CONFLICT DO NOTHING;
    RETURN found;
END
$$;

-- Notify the nodes again of all events that were stored in this time. Returns their number. Nodes drop the events that
-- they have received before.
CREATE OR REPLACE FUNCTION pagerduty_notify_again(period interval) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    stored pagerduty_events;
    total bigint := 0;
BEGIN
    FOR stored IN SELECT * FROM pagerduty_events WHERE stored_at > clock_timestamp() - period ORDER BY number LOOP
        PERFORM pagerduty_notify(stored);
        total := total + 1;
    END LOOP;
    RETURN total;
END
$$;

COMMIT;
