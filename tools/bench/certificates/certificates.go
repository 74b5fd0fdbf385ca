// Package certificates makes the files for a TLS connection like one to AWS: a server's certificates, and as many
// trusted roots as Amazon Linux has, in the same layout of files.
package certificates

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

const (
	rootsOfLinux  = 143 // files with one root each on Amazon Linux 2023, in addition to the bundle
	rootsOfAmazon = 5   // roots that sign for AWS's endpoints
)

// Made has the server's certificates and the paths of the files.
type Made struct {
	Server       tls.Certificate // for localhost; RSA-2048, three certificates up to the root
	LinuxBundle  string          // for SSL_CERT_FILE
	LinuxFolder  string          // for SSL_CERT_DIR
	AmazonBundle string          // for AWS_CA_BUNDLE
}

// Make writes new certificates to the folder and removes what was in it. Each bundle includes the server's root.
func Make(folder string) (Made, error) {
	made := Made{
		LinuxBundle: filepath.Join(folder, "ca-bundle.crt"), LinuxFolder: filepath.Join(folder, "certs"),
		AmazonBundle: filepath.Join(folder, "amazon.pem"),
	}
	server, root, err := serverChain()
	if err != nil {
		return made, err
	}
	made.Server = server
	all := machinesRoots(rootsOfLinux - 1)
	more, err := manyRoots(rootsOfLinux - 1 - len(all))
	if err != nil {
		return made, err
	}
	all = append(append(all, more...), root)
	if err := os.RemoveAll(folder); err != nil {
		return made, err
	}
	if err := os.MkdirAll(made.LinuxFolder, 0o755); err != nil {
		return made, err
	}
	bundle := bytes.Join(all, nil)
	writes := []error{
		os.WriteFile(made.LinuxBundle, bundle, 0o644),
		os.WriteFile(filepath.Join(made.LinuxFolder, "ca-bundle.crt"), bundle, 0o644),
		os.WriteFile(made.AmazonBundle, bytes.Join(all[len(all)-rootsOfAmazon:], nil), 0o644),
	}
	for i, one := range all {
		writes = append(writes, os.WriteFile(filepath.Join(made.LinuxFolder, fmt.Sprintf("root-%03d.pem", i)), one, 0o644))
	}
	return made, errors.Join(writes...)
}

// serverChain returns a server's certificate chain, and its root in PEM.
func serverChain() (tls.Certificate, []byte, error) {
	const bits = 2048
	var keys [3]*rsa.PrivateKey
	for i := range keys {
		var err error
		if keys[i], err = rsa.GenerateKey(rand.Reader, bits); err != nil {
			return tls.Certificate{}, nil, err
		}
	}
	root, between, leaf := authority("Bench Root"), authority("Bench RSA 2048"), template("localhost")
	leaf.DNSNames, leaf.IPAddresses = []string{"localhost"}, []net.IP{net.IPv4(127, 0, 0, 1)}
	leaf.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	rootDER, err := x509.CreateCertificate(rand.Reader, root, root, keys[0].Public(), keys[0])
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	betweenDER, err := x509.CreateCertificate(rand.Reader, between, root, keys[1].Public(), keys[0])
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	leafDER, err := x509.CreateCertificate(rand.Reader, leaf, between, keys[2].Public(), keys[1])
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	return tls.Certificate{Certificate: [][]byte{leafDER, betweenDER, rootDER}, PrivateKey: keys[2]}, inPEM(rootDER), nil
}

// machinesRoots returns roots that this machine trusts, at most the given number. Amazon Linux has the same list, so
// reading them costs the same there.
func machinesRoots(most int) [][]byte {
	var all [][]byte
	for _, bundle := range []string{"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"} {
		rest, err := os.ReadFile(bundle)
		for err == nil && len(all) < most {
			var block *pem.Block
			if block, rest = pem.Decode(rest); block == nil {
				break
			}
			all = append(all, pem.EncodeToMemory(block))
		}
	}
	return all
}

// manyRoots returns the given number of roots, for machines that have too few. Their keys are mixed as in usual lists:
// 2/5 RSA-4096, 2/5 RSA-2048, 1/5 P-384. Roots with the same key cost as much to read as roots with different ones.
func manyRoots(number int) ([][]byte, error) {
	if number <= 0 {
		return nil, nil // making a large key takes seconds
	}
	large, err := rsa.GenerateKey(rand.Reader, 4096)
	if err != nil {
		return nil, err
	}
	small, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	elliptical, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		return nil, err
	}
	keys := []crypto.Signer{large, small, elliptical, large, small}
	var all [][]byte
	for i := range number {
		root, key := authority(fmt.Sprintf("Another Root %d", i)), keys[i%len(keys)]
		der, err := x509.CreateCertificate(rand.Reader, root, root, key.Public(), key)
		if err != nil {
			return nil, err
		}
		all = append(all, inPEM(der))
	}
	return all, nil
}

func authority(name string) *x509.Certificate {
	t := template(name)
	t.IsCA, t.BasicConstraintsValid = true, true
	t.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	return t
}

func template(name string) *x509.Certificate {
	number, _ := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 100)) // never fails (crypto/rand)
	return &x509.Certificate{
		SerialNumber: number, Subject: pkix.Name{Country: []string{"US"}, Organization: []string{"Bench"}, CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
	}
}

func inPEM(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}
