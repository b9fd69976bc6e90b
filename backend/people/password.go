package people

import (
	"context"
	"net/mail"
	"strings"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/net/idna"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/parleydesk/parley/backend/desk"
)

// Limits of a password, in characters: the floor is ASVS 5's advised one less
// a little mercy, the ceiling bounds the work of hashing.
const (
	minPassword = 10
	maxPassword = 128
)

// maxEmail is the longest e-mail address that there can be, in bytes.
const maxEmail = 254

// common are passwords that guessers try first and that pass the length rule.
var common = map[string]bool{
	"1234567890": true, "0123456789": true, "qwertyuiop": true, "password123": true,
	"password1234": true, "1q2w3e4r5t": true, "administrator": true, "letmein123": true,
	"welcome123": true, "iloveyou123": true, "1111111111": true, "qwerty12345": true,
}

// checkPassword says why a new password will not do.
func checkPassword(password, email, name string) error {
	n := utf8.RuneCountInString(password)
	low := strings.ToLower(password)
	switch {
	case n < minPassword:
		return desk.Refuse(desk.CodeInvalid, "passwordShort", desk.Params{"characters": n, "least": minPassword})
	case n > maxPassword:
		return desk.Refuse(desk.CodeInvalid, "passwordLong", desk.Params{"most": maxPassword})
	case common[low] || low == plainEmail(email) || (name != "" && low == strings.ToLower(name)):
		return desk.Refuse(desk.CodeInvalid, "passwordCommon")
	}
	return nil
}

// checkEmail says why an address will not do, and gives its plain form.
func checkEmail(email string) (string, error) {
	plain := plainEmail(email)
	a, err := mail.ParseAddress(plain)
	if err != nil || a.Address != plain || len(plain) > maxEmail {
		return "", desk.Refuse(desk.CodeInvalid, "email")
	}
	return plain, nil
}

// sameAddress says whether two addresses are one: however they are written
// (case, composed letters, a domain in its own script or in ASCII).
func sameAddress(a, b string) bool { return comparedAs(a) == comparedAs(b) }

func comparedAs(email string) string {
	email = norm.NFKC.String(plainEmail(email))
	local, domain, _ := strings.Cut(email, "@")
	if ascii, err := idna.Lookup.ToASCII(domain); err == nil {
		domain = ascii
	}
	return cases.Fold().String(local) + "@" + domain
}

// hashing is how passwords are hashed, the same on every computer: what the
// library has by default depends on the number of processors, and then decoy
// would take another time than a real hash.
var hashing = &argon2id.Params{Memory: 64 * 1024, Iterations: 1, Parallelism: 2, SaltLength: 16, KeyLength: 32}

// decoy is checked when there is nobody of that name, so that the answer takes
// as long as for somebody. It is the hash of nothing that anybody can type.
const decoy = "$argon2id$v=19$m=65536,t=1,p=2$MDEyMzQ1Njc4OWFiY2RlZg$bm9ib2R5IGNhbiBldmVyIHR5cGUgdGhpcyBoYXNoISE"

// hash makes the hash of a new password, for somebody who has proven that they
// may set one.
func (s *Service) hash(ctx context.Context, password string) (string, error) {
	var h string
	err := s.queue.do(ctx, &ask{known: true}, func() (err error) {
		h, err = argon2id.CreateHash(password, hashing)
		return desk.Wrap("hash password", err)
	})
	return h, err
}

// matches checks a password when it is its turn.
func (s *Service) matches(ctx context.Context, a *ask, password, hash string) (bool, error) {
	if utf8.RuneCountInString(password) > maxPassword {
		return false, nil
	}
	var ok bool
	err := s.queue.do(ctx, a, func() (err error) {
		ok, err = argon2id.ComparePasswordAndHash(password, hash)
		return desk.Wrap("check password", err)
	})
	return ok, err
}
