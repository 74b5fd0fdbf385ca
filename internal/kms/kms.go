// Package kms computes the MACs that decision links and one-time codes are cut from, under keys that
// never leave AWS KMS. Each kind has a key of its own, and each function's role may use only what it
// needs: who can make codes cannot make links.
package kms

import (
	"context"
	"crypto/sha256"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"smartaccounts/internal/workflow"
)

// CodeKey is the key of one-time codes.
type CodeKey struct {
	Client *kms.Client
	ID     string
}

// LinkKey is the key of decision links.
type LinkKey struct {
	Client *kms.Client
	ID     string
}

var (
	_ workflow.CodeMAC = CodeKey{}
	_ workflow.LinkMAC = LinkKey{}
)

// CodeMAC implements workflow.CodeMAC.
func (k CodeKey) CodeMAC(ctx context.Context, message []byte) ([sha256.Size]byte, error) {
	return mac(ctx, k.Client, k.ID, message)
}

// LinkMAC implements workflow.LinkMAC.
func (k LinkKey) LinkMAC(ctx context.Context, message []byte) ([sha256.Size]byte, error) {
	return mac(ctx, k.Client, k.ID, message)
}

func mac(ctx context.Context, client *kms.Client, key string, message []byte) (sum [sha256.Size]byte, err error) {
	out, err := client.GenerateMac(ctx, &kms.GenerateMacInput{
		KeyId: aws.String(key), MacAlgorithm: types.MacAlgorithmSpecHmacSha256, Message: message,
	})
	if err != nil {
		return sum, fmt.Errorf("generate MAC: %w", err)
	}
	if len(out.Mac) != len(sum) {
		return sum, fmt.Errorf("generate MAC: %d bytes", len(out.Mac))
	}
	return [sha256.Size]byte(out.Mac), nil
}
