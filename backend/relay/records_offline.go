package relay

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/record"
	"github.com/parleydesk/parley/backend/store"
)

// ExportRecords writes an organization's records into a new file, as a chain that can
// be proven, and says to out where they end. A relay may be working there.
func ExportRecords(ctx context.Context, c config.RecordsExport, out io.Writer) error {
	var found []desk.OrgID
	err := eachOrg(ctx, c.Config.DataDir, func(s *store.Snapshot, org desk.OrgID) error {
		return eachRow(ctx, s, org, []desk.Kind{desk.RowOrg}, func(r desk.Row) {
			if o, is := r.(*desk.Organization); is && (c.Org == "" || strings.EqualFold(o.Name, c.Org)) {
				found = append(found, org)
			}
		})
	})
	switch {
	case err != nil:
		return err
	case len(found) == 0 && c.Org != "":
		return errOrgUnknown(c.Org)
	case len(found) == 0:
		return desk.Refuse(desk.CodeNotFound, "noOrg")
	case len(found) > 1:
		return desk.Refuse(desk.CodeInvalid, "whichOrg")
	}
	return eachOrg(ctx, c.Config.DataDir, func(s *store.Snapshot, org desk.OrgID) error {
		if org != found[0] {
			return nil
		}
		return exportTo(ctx, s, org, c.To, out)
	})
}

func exportTo(ctx context.Context, s *store.Snapshot, org desk.OrgID, path string, out io.Writer) (err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // the operator names it
	if errors.Is(err, fs.ErrExist) {
		return desk.Refuse(desk.CodeConflict, "fileExists", desk.Params{"path": path})
	}
	if err != nil {
		return desk.Wrap("make file", err)
	}
	head, err := record.WriteChain(ctx, org, func(ctx context.Context, after int64, limit int) ([]*desk.RecordLine, error) {
		return s.RecordsAfter(ctx, org, after, limit)
	}, file)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return errors.Join(err, os.Remove(path)) // half a chain would look like one that was cut
	}
	fmt.Fprintf(out, "%d records of %s\nhash of the last one: %s\n"+ //nolint:errcheck // nowhere left to tell
		"Keep this hash where nobody can change it with the file: only with it can it be proven that none is missing at the end.\n",
		head.N, org, head.Hash)
	return nil
}

// VerifyRecords proves a file that ExportRecords wrote, and says to out what is proven
// and what is not. CodeInvalid with the subcode recordChain when it is not as it was
// written.
func VerifyRecords(c config.RecordsVerify, out io.Writer) error {
	file, err := os.Open(c.File)
	if err != nil {
		return desk.Wrap("open file", err)
	}
	defer file.Close() //nolint:errcheck // only read
	got, err := record.VerifyChain(file, strings.ToLower(strings.TrimSpace(c.Head)))
	if err != nil {
		return err
	}
	if got.Flaw != record.FlawForeign {
		fmt.Fprintf(out, "organization: %s\nproven: %d records, from the first on\nhash of the last one: %s\n", got.Org, got.Lines, got.Hash) //nolint:errcheck // nowhere left to tell
	}
	if got.Flaw != record.FlawNone {
		return &desk.Error{
			Code: desk.CodeInvalid, Subcode: "recordChain", Op: "verify records",
			Params: desk.Params{desk.ParamContext: string(got.Flaw), "record": got.N},
		}
	}
	if c.Head == "" {
		fmt.Fprintln(out, "Not proven: that none is missing at the end, and that nobody who could write the file wrote it anew as a whole. "+ //nolint:errcheck // nowhere left to tell
			"Compare the hash with the one that was noted, or give it with --head.")
		return nil
	}
	fmt.Fprintf(out, "The hash that was noted is that of record %d: none up to it was changed, left out, put in or moved.\n", got.Noted) //nolint:errcheck // nowhere left to tell
	if got.Noted < got.Lines {
		fmt.Fprintln(out, "Not proven of those behind it: that none is missing at the end, and that nobody wrote them anew. Note the hash of the last one.") //nolint:errcheck // nowhere left to tell
	}
	return nil
}
