package certificates_test

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"testing"

	"smartaccounts/tools/bench/certificates"
)

func TestEveryFileTrustsTheServer(t *testing.T) {
	t.Parallel()
	made, err := certificates.Make(filepath.Join(t.TempDir(), "made"))
	if err != nil {
		t.Fatal(err)
	}
	if len(made.Server.Certificate) != 3 {
		t.Errorf("the server's chain has %d certificates, want 3", len(made.Server.Certificate))
	}
	leaf, err := x509.ParseCertificate(made.Server.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	between := x509.NewCertPool()
	for _, der := range made.Server.Certificate[1:] {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		between.AddCert(c)
	}
	for _, file := range []string{made.LinuxBundle, made.AmazonBundle, filepath.Join(made.LinuxFolder, "ca-bundle.crt")} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(text)
		if _, err := leaf.Verify(x509.VerifyOptions{DNSName: "localhost", Roots: roots, Intermediates: between}); err != nil {
			t.Errorf("%s: %v", filepath.Base(file), err)
		}
	}
	singles, err := filepath.Glob(filepath.Join(made.LinuxFolder, "*.pem"))
	if err != nil || len(singles) != 143 {
		t.Errorf("%d files with one root, want 143; error %v", len(singles), err)
	}
}
