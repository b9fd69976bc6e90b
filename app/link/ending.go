package link

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Subcodes of problems that the app has a screen for.
const (
	SubCertificate = "certificate"
	SubSignedOut   = "signedOut" // the relay does not take this session: sign in again
	SubCopied      = "copied"    // this sign-in is used elsewhere at the same time
	SubEnded       = "ended"     // this sign-in has come to the end of its time
	SubSuspended   = "suspended"
	SubTooOld      = "tooOld" // this app
	SubTooNew      = "tooNew" // this app, or: the relay is too old
	SubNotARelay   = "notARelay"
	SubOffline     = "offline"
)

// subGap is replica's word for changes that do not follow on the copy.
const subGap = "gap"

// ending is how a connection ended.
type ending struct {
	err    error // for the person and the log
	code   int   // close code, 0 = none came
	stop   bool  // do not dial again by yourself
	again  bool  // dial again at once
	forget bool  // and without a cursor
	lived  time.Duration
}

func (e ending) isGap() bool         { return desk.SubcodeOf(e.err) == subGap }
func (e ending) isCertificate() bool { return desk.SubcodeOf(e.err) == SubCertificate }

// closed is a socket that the relay closed with a code.
type closed struct{ code int }

func (c closed) Error() string { return fmt.Sprintf("the relay closed the connection: %d", c.code) }

// refusal is a handshake that was answered with something else than a socket.
type refusal struct {
	status  int
	subcode string // the relay's own, "" when it gave none
}

func (r refusal) Error() string { return fmt.Sprintf("the relay refused the connection: %d", r.status) }

func errProtocol(what string) error {
	return &desk.Error{
		Code: desk.CodeUnavailable, Subcode: "protocol", Op: "read " + what,
	}
}

// closing chooses the sentence of a connection that the relay closed.
var closing = desk.Params{desk.ParamContext: "closed"}

// endings says what each close code means to the person. Reconnectable, of
// wire, decides whether to dial again; a test holds the two together.
var endings = map[int]struct {
	code    desk.Code
	subcode string
}{
	wire.CloseRestarting: {desk.CodeUnavailable, "restarting"},
	wire.CloseSlow:       {desk.CodeUnavailable, "slow"},
	wire.CloseRebuild:    {desk.CodeUnavailable, "rebuild"},
	wire.CloseError:      {desk.CodeUnavailable, "relay"},
	wire.CloseShare:      {desk.CodeTooMany, "share"},
	wire.CloseTwice:      {desk.CodeUnavailable, "twice"},
	wire.CloseCopied:     {desk.CodeUnauthorized, SubCopied},
	wire.CloseEnded:      {desk.CodeUnauthorized, SubEnded},
	wire.CloseRevoked:    {desk.CodeUnauthorized, SubSignedOut},
	wire.CloseTooOld:     {desk.CodeInvalid, SubTooOld},
	wire.CloseTooNew:     {desk.CodeInvalid, SubTooNew},
	wire.CloseBadFrame:   {desk.CodeInvalid, "badFrame"},
	wire.CloseSuspended:  {desk.CodeForbidden, SubSuspended},
}

// endingOf judges why a connection ended or never came about.
func endingOf(err error) ending {
	var c closed
	var r refusal
	var e *desk.Error
	switch {
	case errors.As(err, &c):
		return closeEnding(c)
	case errors.As(err, &r):
		return refusalEnding(r)
	case errors.As(err, &e) && e.Subcode == "resume":
		return ending{err: err, again: true}
	case errors.As(err, &e):
		return ending{err: err, stop: e.Subcode == SubCertificate || e.Code == desk.CodeUnauthorized}
	default:
		return ending{err: errReach(err)}
	}
}

func closeEnding(c closed) ending {
	e := ending{code: c.code, stop: !wire.Reconnectable(c.code)}
	e.again = c.code == wire.CloseRebuild
	e.forget = e.again
	say, ok := endings[c.code]
	switch {
	case ok:
		e.err = &desk.Error{Code: say.code, Subcode: say.subcode, Params: closing, Err: c}
	case e.stop:
		e.err = &desk.Error{Code: desk.CodeInvalid, Subcode: SubTooOld, Err: c, Params: desk.Params{"context": "reason"}}
	default:
		e.err = errReach(c)
	}
	return e
}

func refusalEnding(r refusal) ending {
	stop := func(code desk.Code, sub string, params desk.Params) ending {
		return ending{stop: true, err: &desk.Error{Code: code, Subcode: sub, Params: params, Err: r}}
	}
	if r.subcode == wire.SubPreparing {
		return ending{err: &desk.Error{Code: desk.CodeUnavailable, Subcode: wire.SubPreparing, Err: r}}
	}
	if r.subcode == wire.SubEnded {
		return closeEnding(closed{wire.CloseEnded})
	}
	switch r.status {
	case http.StatusUnauthorized:
		return stop(desk.CodeUnauthorized, SubSignedOut, nil)
	case http.StatusForbidden:
		return stop(desk.CodeForbidden, "refused", nil)
	case http.StatusUpgradeRequired:
		return stop(desk.CodeInvalid, SubTooOld, closing)
	case http.StatusNotFound, http.StatusOK, http.StatusMovedPermanently, http.StatusFound:
		return ending{err: errNotARelay(r)}
	default:
		return ending{err: errReach(r)}
	}
}

func errNotARelay(cause error) error {
	return &desk.Error{
		Code: desk.CodeUnavailable, Subcode: SubNotARelay, Err: cause,
	}
}

func errReach(cause error) error {
	return &desk.Error{
		Code: desk.CodeUnavailable, Subcode: SubOffline, Err: cause,
	}
}

// notReached says of a question that a person waits for what errReach says of
// the connection: nothing is tried again or kept here, and the address may be
// wrong. Other errors stay.
func (c *Client) notReached(err error) error {
	if desk.SubcodeOf(err) != SubOffline {
		return err
	}
	host := c.base.Host
	var name *net.DNSError
	var wait net.Error
	var r refusal
	params := desk.Params{desk.ParamContext: "reach", "host": host}
	switch {
	case errors.As(err, &name) && name.IsNotFound:
		params[desk.ParamContext] = "name"
	case errors.As(err, &r):
		params[desk.ParamContext], params["status"] = "status", r.status
	case errors.As(err, &wait) && wait.Timeout():
		params[desk.ParamContext] = "late"
	case errors.Is(err, syscall.ECONNREFUSED):
		params[desk.ParamContext] = "nothing"
	}
	return &desk.Error{Code: desk.CodeUnavailable, Subcode: SubOffline, Params: params, Err: err}
}

func errOffline() error {
	return desk.Refuse(desk.CodeUnavailable, SubOffline, desk.Params{"context": "now"})
}

func errFateUnknown() error {
	return desk.Refuse(desk.CodeUnavailable, "unknown")
}

// netError turns a failure to reach host into a problem for the person.
func netError(host string, now time.Time, err error) error {
	if problem := certificateProblem(host, now, err); problem != nil {
		return &desk.Error{Code: desk.CodeUnavailable, Subcode: SubCertificate, Params: problem, Err: err}
	}
	var plain tls.RecordHeaderError
	if errors.As(err, &plain) {
		return errNotARelay(err)
	}
	return errReach(err)
}

// certificateProblem says what is wrong with a certificate; nil when err is about
// something else.
func certificateProblem(host string, now time.Time, err error) desk.Params {
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var roots x509.SystemRootsError
	var verify *tls.CertificateVerificationError
	const day = "2 January 2006"
	about := func(context string) desk.Params { return desk.Params{desk.ParamContext: context, "host": host} }
	switch {
	case errors.As(err, &name):
		names := namesOf(name.Certificate)
		if len(names) == 0 {
			return about("nameless")
		}
		p := about("name")
		p["names"] = strings.Join(names, ", ")
		return p
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		p := about("ended")
		p["now"], p["day"] = now.Format(day), invalid.Cert.NotAfter.Format(day)
		if now.Before(invalid.Cert.NotBefore) {
			p[desk.ParamContext], p["day"] = "early", invalid.Cert.NotBefore.Format(day)
		}
		return p
	case errors.As(err, &unknown):
		return about("authority")
	case errors.As(err, &roots):
		return about("roots")
	case errors.As(err, &invalid), errors.As(err, &verify):
		return about("invalid")
	}
	return nil
}

func namesOf(c *x509.Certificate) []string {
	names := append([]string{}, c.DNSNames...)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	return names[:min(len(names), 5)]
}
