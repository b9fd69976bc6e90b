package webhook

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"io"
	"net/http"

	"github.com/parleydesk/parley/backend/desk"
)

// probeHeader carries the nonce of a question of the relay to its own address, seen
// from outside.
const probeHeader = "Parley-Probe"

// longestNonce bounds what is answered to.
const longestNonce = 64

// probe is a key of this process: only its own webhooks answer by it.
type probe struct{ key [32]byte }

func newProbe() (p probe) {
	rand.Read(p.key[:]) //nolint:errcheck,gosec // crypto/rand.Read never fails since Go 1.24
	return p
}

func (p probe) answer(app desk.AppID, nonce string) string {
	mac := hmac.New(sha256.New, p.key[:])
	mac.Write([]byte(string(app) + "\x00" + nonce))
	return hex.EncodeToString(mac.Sum(nil))
}

// answerProbe proves to whoever asks that the address leads to this process.
func (a answerer) answerProbe(w http.ResponseWriter, p probe, app desk.AppID, nonce string) {
	if len(nonce) > longestNonce {
		a.answer(w, http.StatusBadRequest, "probe")
		return
	}
	a.answer(w, http.StatusOK, "probe")
	io.WriteString(w, p.answer(app, nonce)) //nolint:errcheck,gosec // who asked may be gone
}

// Reach asks an address from outside whether it leads here, to the webhooks of the
// app. nil = it does; CodeUnavailable when nothing answered, CodeInvalid when something
// else did.
func (h *Messages) Reach(ctx context.Context, c *http.Client, app desk.AppID, address string) error {
	return h.probe.reach(ctx, c, app, address)
}

// Reach is that of Messages. Every account at the carrier has the same address.
func (h *SMS) Reach(ctx context.Context, c *http.Client, address string) error {
	return h.probe.reach(ctx, c, "", address)
}

func (p probe) reach(ctx context.Context, c *http.Client, app desk.AppID, address string) error {
	var raw [16]byte
	rand.Read(raw[:]) //nolint:errcheck,gosec // as above
	nonce := hex.EncodeToString(raw[:])
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return desk.Refuse(desk.CodeInvalid, "checkupReach", desk.Params{desk.ParamContext: "address"})
	}
	req.Header.Set(probeHeader, nonce)
	resp, err := c.Do(req)
	switch {
	case err != nil && isCertificate(err):
		return desk.Refuse(desk.CodeInvalid, "checkupReach", desk.Params{desk.ParamContext: "certificate"})
	case err != nil:
		return desk.Refuse(desk.CodeUnavailable, "checkupReach", desk.Params{desk.ParamContext: "silent"})
	}
	defer resp.Body.Close() //nolint:errcheck // read to the end or given up
	got, err := io.ReadAll(io.LimitReader(resp.Body, 256))
	switch {
	case err != nil:
		return desk.Refuse(desk.CodeUnavailable, "checkupReach", desk.Params{desk.ParamContext: "silent"})
	case resp.StatusCode >= 300 && resp.StatusCode <= 399:
		return desk.Refuse(desk.CodeInvalid, "checkupReach", desk.Params{desk.ParamContext: "redirect"})
	case resp.StatusCode != http.StatusOK:
		return desk.Refuse(desk.CodeInvalid, "checkupReach", desk.Params{desk.ParamContext: "status", "status": resp.StatusCode})
	case !hmac.Equal(got, []byte(p.answer(app, nonce))):
		return desk.Refuse(desk.CodeInvalid, "checkupReach", desk.Params{desk.ParamContext: "other"})
	}
	return nil
}

// isCertificate says whether a connection failed because of the certificate.
func isCertificate(err error) bool {
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var verify *tls.CertificateVerificationError
	return errors.As(err, &unknown) || errors.As(err, &host) || errors.As(err, &invalid) || errors.As(err, &verify)
}
