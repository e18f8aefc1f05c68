"use strict";
// Elements that keep their arguments in the process of the CDK: a synth does not ask Python for them. Python works out the
// addresses of dependencies, and so prepares an element that depends on something or is replaced with it.

const { cdk: nameOfCdk, name: assembly, version } = require("./package.json");
const cdk = require(nameOfCdk);
const { Construct } = require("constructs");

/** An element and the constructs that it is in, up to its stack. */
function withinStack(element) {
  const scopes = element.node.scopes;
  return scopes.slice(scopes.findIndex(cdk.TerraformStack.isStack) + 1);
}

const hasNodeDependencies = (element) => withinStack(element).some((construct) => construct.node.dependencies.length > 0);

function withAttributes(base) {
  return class extends base {
    constructor(scope, id, config, attributes, writeOnly, python, needsPreparation) {
      super(scope, id, config);
      const marked = this.markWriteOnlyAttribute ? writeOnly : []; // cdktf has no marks
      Object.assign(this, { attributes, marked, python, needsPreparation });
    }

    static withNodeDependencies(elements) {
      return elements.filter(hasNodeDependencies);
    }

    static logicalIds(elements) {
      return elements.map((element) => element.friendlyUniqueId);
    }

    replaceAttributes(attributes) {
      this.attributes = attributes;
    }

    addDependencies(elements) {
      this.dependsOn = [...(this.dependsOn ?? []), ...elements.map(cdk.dependable)];
    }

    /** What the nodes depend on: its own first. */
    nodeDependencies() {
      const around = withinStack(this).slice(0, -1);
      return [this, ...around].flatMap((construct) => construct.node.dependencies);
    }

    requirePreparation() {
      this.needsPreparation = true;
    }

    prepare() {
      if (this.needsPreparation || hasNodeDependencies(this)) this.python.prepare(this);
    }

    synthesizeAttributes() {
      this.prepare();
      const attributes = { ...this.attributes };
      for (const name of this.marked) {
        if (name in attributes) attributes[name] = this.markWriteOnlyAttribute(attributes[name]);
      }
      return attributes;
    }

    synthesizeHclAttributes() {
      this.prepare();
      return this.python.describe(this);
    }
  };
}

/** Implemented by Python. */
exports.Python = class {
  prepare(element) {}

  describe(element) {
    return {};
  }
};

exports.Resource = class extends withAttributes(cdk.TerraformResource) {
  static generateConfigForImport(scope, id, terraformResourceType, importId, provider) {
    return new cdk.ImportableResource(scope, id, { terraformResourceType, importId, provider });
  }
};
exports.DataSource = withAttributes(cdk.TerraformDataSource);
exports.Provider = withAttributes(cdk.TerraformProvider);

/** A resource of the AWS provider. With `forEach` there is one for each account. */
class AwsResource extends exports.Resource {
  constructor(scope, id, type, config, attributes, python) {
    const metadata = { terraformResourceType: type, terraformGeneratorMetadata: { providerName: "aws" } };
    super(scope, id, { ...metadata, ...config }, attributes, [], python, false);
  }

  /** The expression for an attribute; with `forEach`, for the attribute of the account. */
  expression(name) {
    return `\${${this.terraformResourceType}.${this.friendlyUniqueId}${this.forEach ? "[each.key]" : ""}.${name}}`;
  }

  attribute(name) {
    return this.forEach ? this.expression(name) : this.getStringAttribute(name);
  }

  synthesizeHclAttributes() {
    this.prepare();
    const described = ([name, value]) => [name, { value, isBlock: false, type: "simple", storageClassType: "string" }];
    return Object.fromEntries(Object.entries(this.attributes).map(described));
  }
}

exports.IamUser = class extends AwsResource {};
exports.IamUserPolicy = class extends AwsResource {};
exports.IamAccessKey = class extends AwsResource {};

exports.BucketWriter = class extends Construct {
  /** Create a writer with all of its parts. This is not done in Python, because each request takes longer than its work. */
  static make(scope, id, python, config, { userName, policy, target, path, keyVersion }) {
    const writer = new exports.BucketWriter(scope, id);
    const createFirst = { ...config, lifecycle: { createBeforeDestroy: true } };
    const user = new exports.IamUser(writer, "User", "aws_iam_user", config, { name: userName }, python);
    const owner = { user: user.expression("name") };
    // AWS would change a policy in place, and writes to the old bucket would fail until the settings have moved. So another
    // target gives another prefix, which makes it another policy. AWS adds to the prefix: it deletes policies by their names.
    // The target is in a local, because a function's argument cannot have tokens within a text.
    const local = `local.${new cdk.TerraformLocal(writer, "Target", target).friendlyUniqueId}`;
    const digest = `substr(sha256(${path === undefined ? local : `"\${${local}} ${path}"`}), 0, 8)`;
    const named = { name_prefix: `twilio-write-\${${digest}}-`, ...owner, policy };
    const allowed = new exports.IamUserPolicy(writer, "Policy", "aws_iam_user_policy", createFirst, named, python);
    // A key has no argument that asks for a new key, so each version is a resource. AWS lets a user have two keys.
    const key = new exports.IamAccessKey(writer, `AccessKey${keyVersion}`, "aws_iam_access_key", createFirst, owner, python);
    const expressions = [key.expression("id"), key.expression("secret")];
    return { writer, parts: [user, allowed, key], expressions };
  }
};

// The classes that jsii tells Python, which makes objects of the classes of these names.
for (const name of ["IamUser", "IamUserPolicy", "IamAccessKey", "BucketWriter"]) {
  exports[name][Symbol.for("jsii.rtti")] = { fqn: `${assembly}.${name}`, version };
}
