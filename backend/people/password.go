package people

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"net/mail"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/crypto/argon2"
	"golang.org/x/net/idna"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/parleydesk/parley/backend/desk"
)

// Limits of a password, in characters: the least is somewhat below what ASVS 5 advises,
// the most bounds the work of hashing.
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

// hash makes the hash of a new password of somebody in an organization, who has
// proven that they may set one. When they have the address in other organizations
// too, its hashes share the salt: opens says why.
func (s *Service) hash(ctx context.Context, org desk.OrgID, email, password string) (string, error) {
	all, err := s.cfg.Store.CredentialsByEmail(ctx, plainEmail(email))
	if err != nil {
		return "", desk.Wrap("look up credentials", err)
	}
	others := slices.DeleteFunc(all, func(c desk.Credential) bool { return c.Org == org })
	var h string
	err = s.queue.do(ctx, &ask{known: true}, func() (err error) {
		if len(others) > 0 {
			h, err = again(password, others[0].Hash)
		} else {
			h, err = argon2id.CreateHash(password, hashing)
		}
		return desk.Wrap("hash password", err)
	})
	return h, err
}

// again hashes a password as another hash was made.
func again(password, like string) (string, error) {
	p, salt, _, err := argon2id.DecodeHash(like)
	if err != nil {
		return "", err
	}
	key := argon2.IDKey([]byte(password), salt, p.Iterations, p.Memory, p.Parallelism, p.KeyLength)
	return recipe(like) + base64.RawStdEncoding.EncodeToString(key), nil
}

// recipe is a hash without its key: how it was made, and the salt.
func recipe(hash string) string { return hash[:strings.LastIndexByte(hash, '$')+1] }

// opens gives the credentials that the password fits, when it is its turn. Those of
// one address have one salt, so that there is one calculation for however many
// there are, and for none: how long it takes tells nobody how often somebody is here.
func (s *Service) opens(ctx context.Context, a *ask, password string, all []desk.Credential) ([]desk.Credential, error) {
	if utf8.RuneCountInString(password) > maxPassword {
		return nil, nil // it fits nobody
	}
	var opened []desk.Credential
	err := s.queue.do(ctx, a, func() (err error) {
		if opened, err = fitting(password, all); len(all) == 0 {
			_, err = again(password, decoy)
		}
		return desk.Wrap("check password", err)
	})
	return opened, err
}

func fitting(password string, all []desk.Credential) ([]desk.Credential, error) {
	var fit []desk.Credential
	made := map[string]string{} // hashes of the password, by recipe
	for _, c := range all {
		if made[recipe(c.Hash)] == "" {
			h, err := again(password, c.Hash)
			if err != nil {
				return nil, err
			}
			made[recipe(c.Hash)] = h
		}
		if subtle.ConstantTimeCompare([]byte(made[recipe(c.Hash)]), []byte(c.Hash)) == 1 {
			fit = append(fit, c)
		}
	}
	return fit, nil
}

// matches checks the password of somebody who is signed in, when it is its turn.
func (s *Service) matches(ctx context.Context, a *ask, password string, cred desk.Credential) (bool, error) {
	opened, err := s.opens(ctx, a, password, []desk.Credential{cred})
	return len(opened) > 0, err
}
