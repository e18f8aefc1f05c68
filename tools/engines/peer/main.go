// A provider as Go programmers write them, for `make bench` to compare with: Terraform's SDK, net/http, no checks, no retries.
//
// It sends what the community's Twilio provider sends (a read after each write, nothing at the end of settings), and declares as
// many types as that one documents, because an engine reads them all at every start.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/hashicorp/terraform-plugin-sdk/v2/diag"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
	"github.com/hashicorp/terraform-plugin-sdk/v2/plugin"
)

const (
	settingsURL        = "https://video.twilio.com/v1/RecordingSettings/Default"
	credentialsURL     = "https://accounts.twilio.com/v1/Credentials/AWS"
	otherResources     = 90
	otherDataSources   = 130
	attributesOfOthers = 12
)

type client struct {
	http            *http.Client
	account, secret string
}

func main() {
	plugin.Serve(&plugin.ServeOpts{ProviderFunc: provider, ProviderAddr: "terraform.local/bench/twilio"})
}

func provider() *schema.Provider {
	resources := map[string]*schema.Resource{
		"twilio_video_recording_settings": settings(),
		"twilio_credentials_aws":          credential(),
	}
	for number := range otherResources {
		resources[fmt.Sprintf("twilio_other_%d", number)] = other(true)
	}
	sources := map[string]*schema.Resource{}
	for number := range otherDataSources {
		sources[fmt.Sprintf("twilio_other_%d", number)] = other(false)
	}
	return &schema.Provider{
		Schema: map[string]*schema.Schema{
			"account_sid": {Type: schema.TypeString, Optional: true, DefaultFunc: schema.EnvDefaultFunc("TWILIO_ACCOUNT_SID", nil)},
			"auth_token": {
				Type: schema.TypeString, Optional: true, Sensitive: true,
				DefaultFunc: schema.EnvDefaultFunc("TWILIO_AUTH_TOKEN", nil),
			},
		},
		ResourcesMap:         resources,
		DataSourcesMap:       sources,
		ConfigureContextFunc: configure,
	}
}

func configure(_ context.Context, data *schema.ResourceData) (any, diag.Diagnostics) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 100
	return &client{&http.Client{Transport: transport}, data.Get("account_sid").(string), data.Get("auth_token").(string)}, nil
}

func other(managed bool) *schema.Resource {
	attributes := map[string]*schema.Schema{"sid": {Type: schema.TypeString, Required: true, ForceNew: managed}}
	for number := range attributesOfOthers {
		name := fmt.Sprintf("attribute_%d", number)
		attributes[name] = &schema.Schema{Type: schema.TypeString, Optional: managed, Computed: true, ForceNew: managed}
	}
	absent := func(context.Context, *schema.ResourceData, any) diag.Diagnostics {
		return diag.Errorf("this type is only here to be declared")
	}
	if managed {
		return &schema.Resource{CreateContext: absent, ReadContext: absent, DeleteContext: absent, Schema: attributes}
	}
	return &schema.Resource{ReadContext: absent, Schema: attributes}
}

func settings() *schema.Resource {
	write := func(ctx context.Context, data *schema.ResourceData, meta any) diag.Diagnostics {
		form := url.Values{"FriendlyName": {data.Get("friendly_name").(string)}}
		if _, err := meta.(*client).send(ctx, http.MethodPost, settingsURL, form); err != nil {
			return diag.FromErr(err)
		}
		data.SetId(meta.(*client).account)
		return readSettings(ctx, data, meta)
	}
	return &schema.Resource{
		CreateContext: write, ReadContext: readSettings, UpdateContext: write,
		DeleteContext: func(context.Context, *schema.ResourceData, any) diag.Diagnostics { return nil },
		Schema: map[string]*schema.Schema{
			"friendly_name": {Type: schema.TypeString, Required: true},
			"account_sid":   {Type: schema.TypeString, Computed: true},
			"url":           {Type: schema.TypeString, Computed: true},
		},
	}
}

func readSettings(ctx context.Context, data *schema.ResourceData, meta any) diag.Diagnostics {
	answer, err := meta.(*client).send(ctx, http.MethodGet, settingsURL, nil)
	if err != nil {
		return diag.FromErr(err)
	}
	return set(data, answer, "friendly_name", "account_sid", "url")
}

func credential() *schema.Resource {
	place := func(data *schema.ResourceData) string { return credentialsURL + "/" + data.Id() }
	read := func(ctx context.Context, data *schema.ResourceData, meta any) diag.Diagnostics {
		answer, err := meta.(*client).send(ctx, http.MethodGet, place(data), nil)
		if err != nil {
			return diag.FromErr(err)
		}
		return set(data, answer, "friendly_name", "sid", "account_sid")
	}
	create := func(ctx context.Context, data *schema.ResourceData, meta any) diag.Diagnostics {
		key := data.Get("aws_access_key_id").(string) + ":" + data.Get("aws_secret_access_key").(string)
		form := url.Values{"Credentials": {key}, "FriendlyName": {data.Get("friendly_name").(string)}}
		answer, err := meta.(*client).send(ctx, http.MethodPost, credentialsURL, form)
		if err != nil {
			return diag.FromErr(err)
		}
		data.SetId(answer["sid"].(string))
		return read(ctx, data, meta)
	}
	update := func(ctx context.Context, data *schema.ResourceData, meta any) diag.Diagnostics {
		form := url.Values{"FriendlyName": {data.Get("friendly_name").(string)}}
		if _, err := meta.(*client).send(ctx, http.MethodPost, place(data), form); err != nil {
			return diag.FromErr(err)
		}
		return read(ctx, data, meta)
	}
	remove := func(ctx context.Context, data *schema.ResourceData, meta any) diag.Diagnostics {
		_, err := meta.(*client).send(ctx, http.MethodDelete, place(data), nil)
		return diag.FromErr(err)
	}
	return &schema.Resource{
		CreateContext: create, ReadContext: read, UpdateContext: update, DeleteContext: remove,
		Schema: map[string]*schema.Schema{
			"aws_access_key_id":     {Type: schema.TypeString, Required: true, ForceNew: true, Sensitive: true},
			"aws_secret_access_key": {Type: schema.TypeString, Required: true, ForceNew: true, Sensitive: true},
			"friendly_name":         {Type: schema.TypeString, Optional: true},
			"sid":                   {Type: schema.TypeString, Computed: true},
			"account_sid":           {Type: schema.TypeString, Computed: true},
		},
	}
}

func set(data *schema.ResourceData, answer map[string]any, names ...string) diag.Diagnostics {
	for _, name := range names {
		if err := data.Set(name, answer[name]); err != nil {
			return diag.FromErr(err)
		}
	}
	return nil
}

func (c *client) send(ctx context.Context, method, address string, form url.Values) (map[string]any, error) {
	request, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	request.SetBasicAuth(c.account, c.secret)
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode >= http.StatusBadRequest {
		return nil, fmt.Errorf("%s %s: %s: %s", method, address, response.Status, body)
	}
	answer := map[string]any{}
	if len(body) > 0 {
		err = json.Unmarshal(body, &answer)
	}
	return answer, err
}
