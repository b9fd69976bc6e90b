package local

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// Host is the address that the relay of this computer answers desktops at.
const Host = "127.0.0.1"

// proof is how the relay of this computer shows desktops that it is the one:
// a key that only it has, with a certificate that the discovery file holds.
// After a crash any account of the computer can take its port, but none can
// answer a handshake for the key, and a desktop says nothing before that.
type proof struct {
	tls         *tls.Config
	certificate string // PEM
}

// newProof makes a key for this run of the relay. It is never written down.
func newProof() (proof, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return proof{}, desk.Wrap("make the local listener's key", err)
	}
	sheet := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		// No clock has a say: the certificate ends with the process, and a desktop
		// checks it at a moment of its own life. See Discovery.ClientTLS.
		NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<32, 0),
		IPAddresses: []net.IP{net.ParseIP(Host)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, sheet, sheet, key.Public(), key)
	if err != nil {
		return proof{}, desk.Wrap("make the local listener's certificate", err)
	}
	return proof{
		tls: &tls.Config{
			MinVersion:   tls.VersionTLS13,
			Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}},
		},
		certificate: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})),
	}, nil
}

// SubcodeUnproven marks a discovery file, or an address, by which nobody can prove
// anything.
const SubcodeUnproven = "unproven"

// ClientTLS gives what a desktop needs to talk to this relay and to no other
// program at its address. CodeUnavailable with SubcodeUnproven when the file has
// no certificate, as one that an older Parley left.
func (d Discovery) ClientTLS() (*tls.Config, error) {
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM([]byte(d.Certificate)) {
		return nil, desk.Refuse(desk.CodeUnavailable, SubcodeUnproven)
	}
	return &tls.Config{
		MinVersion: tls.VersionTLS13, RootCAs: pool, ServerName: Host,
		// Which key answers is the question, and the computer's clock may be wrong.
		Time: func() time.Time { return time.Unix(1<<31, 0) },
	}, nil
}
