package link

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// tableDeadline is how long a table may take: a million rows over a slow line.
const tableDeadline = 30 * time.Minute

// Table is a table of records on its way here. Read gives CodeUnavailable when it
// breaks off, and never takes that for its end.
type Table struct {
	Rows   int64 // that it is going to have
	body   io.ReadCloser
	cancel context.CancelFunc
}

// Records asks for a table of records. The caller closes it.
func (c *Client) Records(ctx context.Context, who Credential, in wire.RecordsExport) (*Table, error) {
	b, err := json.Marshal(in)
	if err != nil {
		return nil, &desk.Error{Code: desk.CodeInternal, Op: "encode request", Err: err}
	}
	ctx, cancel := context.WithTimeout(ctx, tableDeadline)
	resp, err := c.do(ctx, http.MethodPost, wire.PathRecords, &who, bytes.NewReader(b)) //nolint:bodyclose // Table.Close closes it
	if err != nil {
		cancel()
		return nil, err
	}
	rows, err := strconv.ParseInt(resp.Header.Get(wire.HeaderRows), 10, 64)
	if err != nil || rows < 0 {
		cancel()
		return nil, errors.Join(errNotARelay(errors.New("the table has no count")), resp.Body.Close())
	}
	return &Table{rows, resp.Body, cancel}, nil
}

// Records asks for a table of records in the person's name. The caller closes it.
func (l *Link) Records(ctx context.Context, in wire.RecordsExport) (*Table, error) {
	return l.cfg.Client.Records(ctx, l.cfg.Session(), in)
}

// Read gives the table's bytes.
func (t *Table) Read(p []byte) (int, error) {
	n, err := t.body.Read(p)
	if err != nil && !errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = &desk.Error{Code: desk.CodeUnavailable, Subcode: SubOffline, Err: err, Params: desk.Params{"context": "file"}}
	}
	return n, err
}

// Close ends the transfer.
func (t *Table) Close() error {
	defer t.cancel()
	return t.body.Close()
}
