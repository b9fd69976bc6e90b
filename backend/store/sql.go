package store

// The statements of the ledger's own tables. They keep to what SQLite and
// PostgreSQL share; what they do not share is in the files sqlite_*.go.
const (
	sqlLastIntake   = `SELECT COALESCE(MAX(id), 0) FROM intake`
	sqlIntakesTaken = `SELECT CAST(value AS BIGINT) FROM meta WHERE name = $1`
	sqlIntakeSource = `SELECT provider, account FROM intake WHERE id = $1`

	sqlSetAnswer    = `UPDATE entry_key SET answer = $3 WHERE org = $1 AND key = $2`
	sqlKeysBetween  = `SELECT seq FROM entry_key WHERE org = $1 AND key >= $2 AND key < $3 LIMIT $4`
	sqlCountExpired = `SELECT COUNT(*) FROM entry_key WHERE expires_at > 0 AND expires_at < $1`
	sqlExpiredKeys  = `DELETE FROM entry_key WHERE (org, key) IN
(SELECT org, key FROM entry_key WHERE expires_at > 0 AND expires_at < $1 LIMIT $2)`

	sqlOpenIn = `SELECT owner, COUNT(*) FROM interaction WHERE org = $1 AND inbox_id = $2 AND state = 'open' AND owner <> '' GROUP BY owner`

	sqlHead     = `SELECT seq, hash, at FROM org_head WHERE org = $1`
	sqlOrgs     = `SELECT k.org FROM org_head h JOIN org_key k ON k.num = h.org ORDER BY k.org`
	sqlFloor    = `SELECT feed_floor FROM org_head WHERE org = $1`
	sqlSetFloor = `UPDATE org_head SET feed_floor = $2 WHERE org = $1 AND feed_floor < $2`
	sqlEntry    = `SELECT kind, key, at, intake, hash, payload, erased FROM entry WHERE place = $1`
	sqlEntries  = `SELECT place, kind, key, at, intake, hash, payload, payload_hash, quarantined, erased,
CASE WHEN kind = 'command' AND key <> '' THEN (SELECT k.answer FROM entry_key k
WHERE k.org = entry.place >> 40 AND k.key = entry.key AND k.seq = entry.place & 1099511627775) END
FROM entry WHERE place > $1 AND place <= $2 ORDER BY place LIMIT $3`
	sqlEntryAt        = `SELECT at FROM entry WHERE place = $1`
	sqlErase          = `UPDATE entry SET payload = $2, erased = $3 WHERE place = $1`
	sqlEraseBody      = `UPDATE intake SET body = NULL WHERE id = $1`
	sqlSetQuarantined = `UPDATE entry SET quarantined = $2 WHERE place = $1`

	sqlFeed     = `SELECT place, lines FROM feed WHERE place > $1 AND place <= $2 ORDER BY place LIMIT $3`
	sqlTrimFeed = `DELETE FROM feed WHERE place > $1 AND place <= $2`

	sqlDropJob = `DELETE FROM job WHERE org = $1 AND kind = $2 AND subject = $3`
	sqlDueJobs = sqlJobs + `due_at <= $2` + sqlJobsOrder
	// Sends go in order within their thread: one that waits holds up those behind it.
	sqlDueSends      = sqlJobs + `due_at <= $2` + sqlFirstOfThread + sqlJobsOrder
	sqlAbsurdJobs    = sqlJobs + `due_at > $2` + sqlJobsOrder
	sqlAbsurdSends   = sqlJobs + `due_at > $2` + sqlFirstOfThread + sqlJobsOrder
	sqlJobs          = `SELECT org, subject, thread_id, ord, due_at, attempts FROM job j WHERE kind = $1 AND `
	sqlJobsOrder     = ` ORDER BY due_at, org, ord, subject LIMIT $3`
	sqlFirstOfThread = `
AND NOT EXISTS (SELECT 1 FROM job f WHERE f.org = j.org AND f.kind = j.kind AND f.thread_id = j.thread_id
AND (f.ord < j.ord OR (f.ord = j.ord AND f.subject < j.subject)))`
	sqlNextJob = `SELECT COALESCE(MIN(due_at), 0) FROM job WHERE kind = $1`

	// What is due later than a time.
	sqlJobsAfter   = `SELECT kind, subject, thread_id, ord, due_at, attempts FROM job WHERE org = $1 AND due_at > $2 ORDER BY kind, subject LIMIT $3`
	sqlTimersAfter = `SELECT kind, subject, due_at FROM timer WHERE org = $1 AND kind = $2 AND due_at > $3 ORDER BY subject LIMIT $4`

	sqlKeySince = `SELECT org, seq FROM id_key_since`
	sqlMeta     = `SELECT value FROM meta WHERE name = $1`
	sqlSetMeta  = `INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`

	// Across organizations on purpose: see checkNumber.
	sqlNumberHolders = `SELECT org, id FROM number WHERE provider = $1 AND phone_id = $2 AND phone_id <> '' AND state <> 'gone'`

	sqlDumpAliases = `SELECT alias, contact_id FROM contact_alias WHERE org = $1 ORDER BY alias`
	sqlDumpHandled = `SELECT user_id, thread_id FROM handled WHERE org = $1 ORDER BY user_id, thread_id`
	sqlDumpTimers  = `SELECT kind, subject, due_at FROM timer WHERE org = $1 ORDER BY kind, subject`
	sqlDumpJobs    = `SELECT kind, subject, thread_id, ord, due_at, attempts FROM job WHERE org = $1 ORDER BY kind, subject`
	sqlDropAlias   = `DELETE FROM contact_alias WHERE org = $1 AND alias = $2`
	sqlDropHandled = `DELETE FROM handled WHERE org = $1 AND thread_id = $2`
	sqlWipeAliases = `DELETE FROM contact_alias WHERE org = $1`
	sqlWipeHandled = `DELETE FROM handled WHERE org = $1`
	sqlWipeTimers  = `DELETE FROM timer WHERE org = $1`
	sqlWipeJobs    = `DELETE FROM job WHERE org = $1`
)

// To these a list is added, see in.
const (
	sqlKeys = `SELECT k.key, k.seq, k.answer, COALESCE(e.quarantined, '') FROM entry_key k
LEFT JOIN entry e ON e.place = (k.org << 40) + k.seq WHERE k.org = $1 AND k.key IN `
	sqlProviderIDs = `SELECT provider_id FROM message WHERE org = $1 AND provider_key <> 0 AND provider_key IN `
)

var (
	bulkIntake = newBulk("intake", []string{"id", "org", "provider", "account", "received_at", "body"}, nil, nil)
	bulkEntry  = newBulk("entry", []string{"place", "kind", "key", "at", "intake", "hash", "payload_hash", "quarantined", "payload"}, nil, nil)
	bulkKey    = newBulk("entry_key", []string{"org", "key", "seq", "expires_at", "answer"}, nil, nil)
	bulkHead   = newBulk("org_head", []string{"org", "seq", "hash", "at", "feed_floor"}, []string{"org"}, []string{"seq", "hash", "at"})
	// An entry may say more later: when it is quarantined.
	bulkFeed    = newBulkWith("feed", []string{"place", "lines"}, " ON CONFLICT (place) DO UPDATE SET lines = feed.lines || excluded.lines")
	bulkAlias   = newBulk("contact_alias", []string{"org", "alias", "contact_id"}, []string{"org", "alias"}, []string{"contact_id"})
	bulkHandled = newBulk("handled", []string{"org", "user_id", "thread_id"}, []string{"org", "user_id", "thread_id"}, nil)
	bulkJob     = newBulk("job", []string{"org", "kind", "subject", "thread_id", "ord", "due_at", "attempts"},
		[]string{"org", "kind", "subject"}, []string{"thread_id", "ord", "due_at", "attempts"})
)
