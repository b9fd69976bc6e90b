package relay

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/people"
	"github.com/parleydesk/parley/backend/store"
)

// CreateOrg makes an organization while the relay is stopped, and writes a
// one-time code for its first owner to out.
func CreateOrg(ctx context.Context, c config.OrgCreate, out io.Writer) error {
	name, err := desk.Typed(c.Name, "name", 200, true)
	if err != nil {
		return err
	}
	return offline(ctx, c.Config, func(r *Relay) error {
		return r.recording(ctx, func() error { return r.createOrg(ctx, c, name, out) })
	})
}

func (r *Relay) createOrg(ctx context.Context, c config.OrgCreate, name string, out io.Writer) error {
	r.people = people.New(people.Config{Store: r.db, People: r.db, Recorder: r.ledger, PublicURL: c.Config.Public.URL, Clock: r.time.Passed})
	known, err := orgNamed(ctx, r.db, name)
	if err != nil {
		return err
	}
	code, err := r.ownerCode(ctx, c, name, known)
	if err != nil {
		return err
	}
	tellCode(out, name, c.Owner, code, r.people.Link(code))
	return nil
}

// ownerCode makes the organization, or, again, a code for one that is there.
func (r *Relay) ownerCode(ctx context.Context, c config.OrgCreate, name string, known desk.OrgID) (string, error) {
	switch {
	case c.Again && known == "":
		return "", errOrgUnknown(name)
	case c.Again:
		return r.people.OwnerAgain(ctx, known, c.Owner)
	case known != "":
		return "", desk.Refuse(desk.CodeConflict, "orgKnown", desk.Params{"name": name})
	}
	org := newOrg(desk.OrgID(desk.NewID("org")), name, c.Config.Sandbox, r.time.Now().UnixMilli())
	return r.people.Found(ctx, org, c.Owner)
}

// orgNamed finds an organization by its name, as people compare names; "" = none.
func orgNamed(ctx context.Context, db *store.DB, name string) (desk.OrgID, error) {
	orgs, err := db.Orgs(ctx)
	if err != nil {
		return "", desk.Wrap("list organizations", err)
	}
	for _, id := range orgs {
		org, err := desk.Get[*desk.Organization](ctx, db, id, desk.RowOrg, id)
		if err != nil {
			return "", desk.Wrap("read organization", err)
		}
		if strings.EqualFold(org.Name, name) {
			return id, nil
		}
	}
	return "", nil
}

func tellCode(out io.Writer, name, email, code, link string) {
	if link == "" {
		link = "code: " + code
	}
	fmt.Fprintf(out, "organization %q, first owner %s\n"+ //nolint:errcheck // nowhere left to tell
		"open this with Parley within seven days; it works once, for that address:\n%s\n", name, email, link)
}

// ListOrgs writes the organizations of a data directory to out. A relay may be
// working there.
func ListOrgs(ctx context.Context, dir string, out io.Writer) error {
	return eachOrg(ctx, dir, func(s *store.Snapshot, org desk.OrgID) error { return listOrg(ctx, s, org, out) })
}

// eachOrg calls f for each organization of a data directory, in which a relay may be
// working.
func eachOrg(ctx context.Context, dir string, f func(*store.Snapshot, desk.OrgID) error) (err error) {
	s, err := store.OpenSnapshot(ctx, filepath.Join(dir, datadir.DatabaseFile))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	orgs, err := s.Orgs(ctx)
	if err != nil {
		return desk.Wrap("list organizations", err)
	}
	for _, org := range orgs {
		if err := f(s, org); err != nil {
			return err
		}
	}
	return nil
}

// eachRow calls see for each of an organization's rows of these kinds.
func eachRow(ctx context.Context, s *store.Snapshot, org desk.OrgID, kinds []desk.Kind, see func(desk.Row)) error {
	for _, kind := range kinds {
		if err := s.EachRow(ctx, org, kind, func(_ string, r desk.Row) error { see(r); return nil }); err != nil {
			return desk.Wrap("read "+string(kind), err)
		}
	}
	return nil
}

func listOrg(ctx context.Context, s *store.Snapshot, org desk.OrgID, out io.Writer) error {
	name, people, numbers := "", 0, 0
	if err := eachRow(ctx, s, org, []desk.Kind{desk.RowOrg, desk.RowUser, desk.RowNumber}, func(r desk.Row) {
		switch r := r.(type) {
		case *desk.Organization:
			name = r.Name
		case *desk.User:
			people++
		case *desk.Number:
			if !r.Deleted {
				numbers++
			}
		}
	}); err != nil {
		return err
	}
	note := ""
	if people == 0 {
		note = "   nobody has come in yet"
	}
	fmt.Fprintf(out, "%s  %s   people: %d   numbers: %d%s\n", org, name, people, numbers, note) //nolint:errcheck // nowhere left to tell
	return nil
}
