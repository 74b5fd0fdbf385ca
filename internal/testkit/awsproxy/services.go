package awsproxy

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"net/http"
	"strconv"
)

// generateMAC implements GenerateMac of KMS with an HMAC key; the key is its own name.
func generateMAC(body []byte) ([]byte, error) {
	var in struct {
		KeyID   string `json:"KeyId"`
		Message []byte
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, fmt.Errorf("GenerateMac: %w", err)
	}
	mac := hmac.New(sha256.New, []byte(in.KeyID))
	mac.Write(in.Message)
	return json.Marshal(map[string]any{"KeyId": in.KeyID, "MacAlgorithm": "HMAC_SHA_256", "Mac": mac.Sum(nil)})
}

const sendEmailPath = "/v2/email/outbound-emails"

// Mail is a mail of a call of SendEmail.
type Mail struct {
	To   []string
	Text string
}

func readMail(body []byte) (Mail, []byte, error) {
	var in struct {
		Destination struct{ ToAddresses []string }
		Content     struct {
			Simple struct {
				Body struct{ Text struct{ Data string } }
			}
		}
	}
	err := json.Unmarshal(body, &in)
	return Mail{in.Destination.ToAddresses, in.Content.Simple.Body.Text.Data}, []byte(`{"MessageId":"0100-bench"}`), err
}

// respond writes a response like DynamoDB's, with the checksum that the SDK compares.
func respond(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.Header().Set("X-Amz-Crc32", strconv.FormatUint(uint64(crc32.ChecksumIEEE(body)), 10))
	w.Header().Set("X-Amzn-Requestid", "BENCH0000000000000000000000000000000000000000000000")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
