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

// Failed gives DynamoDB's error the meaning that the contracts know. The SDK has repeated throttled
// calls by then.
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

// precedence orders what may be wrong with several writes of one transaction.
var precedence = []error{workflow.ErrKeyUsed, account.ErrDomainTaken, retry.ErrConflict, retry.ErrBusy}

// reasonOf returns the foremost of the reasons for which DynamoDB refused a transaction; they stand
// in the order of its writes.
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
