package store

import (
	"context"
	"sync"

	"github.com/parleydesk/parley/backend/desk"
)

const (
	sqlSaveDoor     = `SAVEPOINT door`
	sqlRollBackDoor = `ROLLBACK TO door`
	sqlReleaseDoor  = `RELEASE door`

	sqlEndSessions = `UPDATE session SET revoked_at = $4 WHERE org = $1 AND user_id = $2 AND device_id <> $3 AND revoked_at = 0`
	sqlEndEarlier  = `UPDATE session SET revoked_at = $4 WHERE org = $1 AND user_id = $2 AND seq < $3 AND revoked_at = 0`
	sqlDropEarlier = `DELETE FROM invite WHERE org = $1 AND (created_by = $2 OR user_id = $2) AND seq < $3`
	sqlDropResets  = `DELETE FROM invite WHERE org = $1 AND user_id = $2 AND kind = 'reset'`
)

// door is desk.DoorTx on a write transaction. Its statements run at once, so that later
// ones see what earlier ones wrote; Tx.Door takes them back together.
type door struct{ *Tx }

// Door lets f change who may sign in. What f wrote is taken back when it gives
// an error; the rest of the transaction stays.
func (t *Tx) Door(ctx context.Context, f func(context.Context, desk.DoorTx) error) error {
	if err := t.exec(ctx, sqlSaveDoor); err != nil {
		return err
	}
	cause := f(ctx, door{t})
	if cause != nil {
		if err := t.exec(ctx, sqlRollBackDoor); err != nil {
			return err
		}
	}
	if err := t.exec(ctx, sqlReleaseDoor); err != nil {
		return err
	}
	return cause
}

func (d door) CredentialsByEmail(ctx context.Context, email string) ([]desk.Credential, error) {
	return collect(ctx, d.q, scanCredential, sqlCredentialsByEmail, email)
}

func (d door) CredentialOf(ctx context.Context, org desk.OrgID, user desk.UserID) (desk.Credential, error) {
	return one(ctx, d.q, "credential", scanCredential, sqlCredentialOf, string(org), string(user))
}

func (d door) PutCredential(ctx context.Context, c desk.Credential) error {
	all, err := d.CredentialsByEmail(ctx, c.Email)
	if err != nil {
		return err
	}
	for _, has := range all {
		if has.Org == c.Org && has.UserID != c.UserID {
			return desk.Refuse(desk.CodeConflict, "emailTaken")
		}
	}
	return d.exec(ctx, sqlPutCredential, string(c.Org), string(c.UserID), c.Email, c.Hash, c.ChangedAt)
}

func (d door) DeleteCredential(ctx context.Context, org desk.OrgID, user desk.UserID) error {
	return d.exec(ctx, sqlDropCredential, string(org), string(user))
}

func (d door) SessionByDevice(ctx context.Context, org desk.OrgID, device desk.DeviceID) (desk.Session, error) {
	return one(ctx, d.q, "session", scanSession, sqlSessionByDevice, string(org), string(device))
}

func (d door) SessionByToken(ctx context.Context, tokenHash string) (desk.Session, error) {
	return one(ctx, d.q, "session", scanSession, sqlSessionByToken, tokenHash)
}

func (d door) PutSession(ctx context.Context, s desk.Session) error {
	d.touched(s.Org, s.UserID)
	return d.exec(ctx, sqlPutSession, string(s.Org), string(s.DeviceID), string(s.UserID), s.TokenHash,
		s.DeviceName, s.Platform, s.CreatedAt, s.LastSeenAt, s.RevokedAt, s.Seq, s.DeviceKey)
}

func (d door) EndSession(ctx context.Context, s desk.Session, at int64) error {
	d.touched(s.Org, s.UserID)
	return d.exec(ctx, sqlRevokeSession, string(s.Org), string(s.DeviceID), at)
}

func (d door) EndSessions(ctx context.Context, org desk.OrgID, user desk.UserID, keep desk.DeviceID, at int64) error {
	d.touched(org, user)
	return d.exec(ctx, sqlEndSessions, string(org), string(user), string(keep), at)
}

func (d door) InviteByCode(ctx context.Context, codeHash string) (desk.Invite, error) {
	return one(ctx, d.q, "invitation", scanInvite, sqlInviteByCode, codeHash)
}

func (d door) InvitesOf(ctx context.Context, org desk.OrgID) ([]desk.Invite, error) {
	return collect(ctx, d.q, scanInvite, sqlInvitesOf, string(org))
}

func (d door) PutInvite(ctx context.Context, i desk.Invite) error {
	return d.exec(ctx, sqlPutInvite, string(i.Org), i.ID, string(i.Kind), i.CodeHash, i.Name, i.Email,
		string(i.Role), string(i.UserID), string(i.CreatedBy), i.ExpiresAt, i.Seq)
}

func (d door) DeleteInvite(ctx context.Context, org desk.OrgID, id string) error {
	return d.exec(ctx, sqlDropInvite, string(org), id)
}

func (d door) DeleteResets(ctx context.Context, org desk.OrgID, user desk.UserID) error {
	return d.exec(ctx, sqlDropResets, string(org), string(user))
}

// endingAt is an ending with the entry that says so.
type endingAt struct {
	org  desk.OrgID
	user desk.UserID
	seq  int64
}

func (t *Tx) putEnding(org desk.OrgID, seq int64, e desk.Ending) {
	t.over.endings = append(t.over.endings, endingAt{org, e.UserID, seq})
	t.over.onUndo(func() { t.over.endings = t.over.endings[:len(t.over.endings)-1] })
}

// flushEndings ends what came before each ending's entry. A session that was
// opened after it, in the same transaction or before a rebuild, stays.
func (t *Tx) flushEndings(ctx context.Context, b *batch) {
	for _, e := range t.over.endings {
		_, _, at, err := t.Head(ctx, e.org)
		if err != nil {
			b.err = err
			return
		}
		t.touched(e.org, e.user)
		b.exec(ctx, t.w, sqlEndEarlier, string(e.org), string(e.user), e.seq, max(at, 1))
		b.exec(ctx, t.w, sqlDropEarlier, string(e.org), string(e.user), e.seq)
	}
}

// touched notes whose sessions the transaction may have changed.
func (t *Tx) touched(org desk.OrgID, user desk.UserID) {
	t.sessionsOf = append(t.sessionsOf, person{org, user})
}

type person struct {
	org  desk.OrgID
	user desk.UserID
}

// epochs counts, in memory, how often a person's sessions changed, so that an
// open socket sees at once that its own may be over, without asking the database
// for every frame.
type epochs struct {
	mu sync.Mutex // guards of
	of map[person]uint64
}

func (e *epochs) bump(people []person) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.of == nil {
		e.of = map[person]uint64{}
	}
	for _, p := range people {
		e.of[p]++
	}
}

// SessionEpoch is another number after each commit that changed the person's
// sessions.
func (db *DB) SessionEpoch(org desk.OrgID, user desk.UserID) uint64 {
	db.epochs.mu.Lock()
	defer db.epochs.mu.Unlock()
	return db.epochs.of[person{org, user}]
}

// sessionsChanged tells of a commit that changed sessions, before anybody else
// hears of the commit.
func (t *Tx) sessionsChanged() {
	if len(t.sessionsOf) == 0 {
		return
	}
	t.db.epochs.bump(t.sessionsOf)
	for _, p := range t.sessionsOf {
		t.db.onSessions(p.org, p.user)
	}
}
