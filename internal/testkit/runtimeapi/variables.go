package runtimeapi

// The region and the ids of the KMS keys of all functions.
const (
	Region  = "us-east-1"
	LinkKey = "link-key"
	CodeKey = "code-key"
)

// Variables returns the environment variables that template.yaml sets for any function, those that Lambda sets (the region,
// and credentials with that access key), and the address of AWS.
func Variables(accessKey, endpoint, table string) map[string]string {
	const issuer = "https://issuer.example.com"
	return map[string]string{
		"AWS_REGION": Region, "AWS_DEFAULT_REGION": Region, "AWS_ACCESS_KEY_ID": accessKey, "AWS_SECRET_ACCESS_KEY": "test",
		"AWS_SESSION_TOKEN": "bench", "AWS_ENDPOINT_URL": endpoint,
		"TABLE_NAME": table, "PUBLIC_URL": "https://accounts.example.com",
		"OPERATOR_CLAIM": "cognito:groups", "OPERATOR_VALUE": "operators", "EMAIL_VERIFIED_CLAIM": "email_verified", "EMAIL_VERIFIED_BY_ISSUER": "false", "OPERATOR_ADDRESSES": "", "OPERATOR_LANGUAGE": "en",
		"REVIEW_POLICY": "mismatch", "REQUEST_LIFETIME_DAYS": "90", "UNASKED_DAYS": "0", "REMINDER_DAYS": "7,30,60,83",
		"REQUESTS_PER_DAY": "10000", "REQUESTS_PER_DOMAIN_PER_DAY": "100000", "ADDITIONS_PER_DAY": "10000", "ADDITIONS_PER_ACCOUNT_PER_DAY": "10000", "ADDITIONS_PER_DOMAIN_PER_DAY": "100000",
		"ACCESS_REQUEST_DAYS": "30", "ACCESS_REQUESTS_PER_DAY": "10000", "ACCESS_REQUESTS_PER_ACCOUNT_PER_DAY": "10000",
		"PENDING_REQUESTS": "100000", "PENDING_REQUESTS_OF_NEW": "100000",
		"OPERATOR_NAME": "", "HELP_ADDRESS": "", "PRIVACY_ADDRESS": "", "SHARED_MAIL_DOMAINS_ADDED": "", "SHARED_MAIL_DOMAINS_EXEMPT": "",
		"NEW_ROLE_DAYS": "30", "DNS_PROOF": "false", "DNS_SERVER": "",
		"CODE_KEY_ID": CodeKey, "LINK_KEY_ID": LinkKey, "CODES_PER_HOUR": "100", "CODES_PER_DAY": "100",
		"INVITATIONS_PER_DAY": "1000", "INVITATIONS_PER_REQUESTER_PER_DAY": "1000", "MAILS_PER_DAY": "10000000",
		"SENDER": "accounts@example.com", "SENDER_NAME": "Smart Accounts", "CONFIGURATION_SET": "bench", "CODE_CONFIGURATION_SET": "bench-codes",
		"OIDC_ISSUER": issuer, "OIDC_DISCOVERY_URL": issuer, "OIDC_CLIENT_ID": "bench", "OIDC_SCOPES": "openid email",
	}
}
