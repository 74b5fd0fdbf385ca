// Package docs holds the documents that are served as well as read.
package docs

import _ "embed"

// OpenAPI describes the HTTP API.
//
//go:embed openapi.yaml
var OpenAPI []byte
