package client

import (
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

// Failed returns the error of a call as one that the storage contracts name. The SDK has already repeated throttled calls.
func Failed(what string, err error) error {
	var (
		refused    *types.ConditionalCheckFailedException
		conflict   *types.TransactionConflictException
		inProgress *types.TransactionInProgressException
		api        smithy.APIError
	)
	switch {
	case errors.As(err, &refused), errors.As(err, &conflict), errors.As(err, &inProgress):
		return fmt.Errorf("%s: %w", what, retry.ErrConflict)
	case errors.As(err, &api) && throttled(api.ErrorCode()):
		return fmt.Errorf("%s: %w: %w", what, retry.ErrBusy, err)
	}
	return fmt.Errorf("%s: %w", what, err)
}

func throttled(code string) bool {
	switch code {
	case "ThrottlingException", "ThrottlingError", "ProvisionedThroughputExceededException",
		"ProvisionedThroughputExceeded", "RequestLimitExceeded":
		return true
	}
	return false
}

// precedence decides which error is returned if several writes of one transaction are refused: the first one in it.
var precedence = []error{workflow.ErrKeyUsed, account.ErrDomainTaken, retry.ErrConflict, account.ErrNameTaken, retry.ErrBusy}

// reasonOf returns the first, by precedence, of the errors for which DynamoDB cancelled a transaction. Its reasons are in the
// order of the writes.
func reasonOf(cancelled *types.TransactionCanceledException, writes []Write) error {
	var found []error
	for i, reason := range cancelled.CancellationReasons {
		switch code := aws.ToString(reason.Code); {
		case code == "None":
		case code == "ConditionalCheckFailed" && i < len(writes):
			found = append(found, writes[i].refused(reason.Item))
		case code == "TransactionConflict":
			found = append(found, retry.ErrConflict)
		case throttled(code):
			found = append(found, retry.ErrBusy)
		default:
			return cancelled
		}
	}
	for _, err := range precedence {
		if slices.Contains(found, err) {
			return err
		}
	}
	return cancelled
}
