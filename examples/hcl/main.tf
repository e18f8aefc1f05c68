# Recordings, encrypted and in a bucket of one's own, for users who write HCL.

terraform {
  required_version = ">= 1.11"

  required_providers {
    twilio = {
      source = "terraform.local/twilio/twilio"
    }
  }
}

variable "aws_access_key_id" {
  type        = string
  description = "Key of an IAM user with the policy below and nothing else."
}

variable "aws_secret_access_key" {
  type        = string
  description = "It reaches Twilio, and neither state nor plan."
  sensitive   = true
  ephemeral   = true
}

variable "aws_key_version" {
  type        = number
  description = "Raise it by one with another key pair."
  default     = 1
}

variable "bucket" {
  type    = string
  default = "my-recordings"
}

locals {
  path = "recordings"
}

resource "twilio_credentials_aws" "recordings" {
  friendly_name                    = "Writes recordings"
  aws_access_key_id                = var.aws_access_key_id
  aws_secret_access_key_wo         = var.aws_secret_access_key
  aws_secret_access_key_wo_version = var.aws_key_version

  lifecycle {
    create_before_destroy = true
  }
}

resource "twilio_credentials_public_key" "recordings" {
  friendly_name = "Encrypts recordings"
  public_key    = file("${path.module}/recordings.public.pem")

  lifecycle {
    create_before_destroy = true
  }
}

resource "twilio_video_recording_settings" "this" {
  friendly_name = "Recordings of production"

  aws_storage_enabled = true
  aws_credentials_sid = twilio_credentials_aws.recordings.sid
  aws_s3_url          = provider::twilio::s3_url(var.bucket, "eu-west-1", local.path)

  encryption_enabled = true
  encryption_key_sid = twilio_credentials_public_key.recordings.sid
}

output "policy_for_the_iam_user" {
  value = provider::twilio::s3_write_policy("arn:aws:s3:::${var.bucket}", local.path, null)
}
