using System.Globalization;
using System.Text;

namespace Weir.MainJob.Sink;

/// <summary>Answers which do not depend on what was sent: login, metadata, and the simple operations.</summary>
internal static class FixedAnswers
{
    public const string SessionId = "6f1d2c3b-0000-4000-8000-00000000beef";

    public static readonly byte[] Login = Encoding.UTF8.GetBytes(
        """
        {"Message":null,"MessageCode":"CheckPasswordPolicy","LoginResultType":1,"Context":{"UserLocale":"zh-CN","DBid":"5f0a1b2c3d4e5f","SessionId":"k2p0bench","UserId":100007,"UserName":"demo","DisplayVersion":"9.0.553.10","CurrentOrganizationInfo":{"ID":1,"AcctOrgType":"1","Name":"示例集团","FunctionIds":[101,102]},"ClientType":32},"KDSVCSessionId":"6f1d2c3b-0000-4000-8000-00000000beef","FormId":null,"Lcid":0,"AccessToken":null,"CustomParam":{},"IsSuccessByAPI":true}
        """
    );

    public static readonly byte[] Done = Encoding.UTF8.GetBytes(
        """
        {"Result":{"ResponseStatus":{"IsSuccess":true,"Errors":[],"SuccessEntitys":[],"SuccessMessages":[],"MsgCode":0}}}
        """
    );

    public static readonly byte[] BusinessInfo = Encoding.UTF8.GetBytes(Metadata());

    private static string Metadata()
    {
        string[] fields =
        [
            Text("FName", "客户名称", 1),
            Text("FNumber", "客户编码", 0),
            Text("FShortName", "简称", 0),
            Text("FDescription", "描述", 0),
            Reference("FCreateOrgId", "创建组织", "ORG_Organizations", 1),
            Reference("FUseOrgId", "使用组织", "ORG_Organizations", 1),
            Reference("FTRADINGCURRID", "结算币别", "BD_Currency", 1),
            Reference("FGroup", "客户分组", "BD_CustomerGroup", 0),
            Reference("F_KHLX", "类型", "BOS_ASSISTANTDATA_SELECT", 0),
            Text("FADDRESS", "通讯地址", 0),
            Text("FINVOICETITLE", "发票抬头", 0),
            Text("FTAXREGISTERCODE", "纳税登记号", 0),
            Text("FINVOICEBANKNAME", "开户银行", 0),
            Text("FINVOICETEL", "开票联系电话", 0),
            Text("FINVOICEBANKACCOUNT", "银行账号", 0),
            Text("FINVOICEADDRESS", "开票通讯地址", 0),
            Text("F_out_id", "外部ID", 0),
            """{"Key":"FDocumentStatus","Name":[{"Key":2052,"Value":"数据状态"}],"FieldType":175,"MustInput":0}""",
        ];
        return $$$$"""
            {"Result":{"ResponseStatus":{"IsSuccess":true,"Errors":[]},"NeedReturnData":{"Id":"BD_Customer","Name":[{"Key":2052,"Value":"客户"}],"PkFieldName":"FCUSTID","Entrys":[{"Key":"FBillHead","Name":[{"Key":2052,"Value":"基本信息"}],"TableName":"T_BD_CUSTOMER","ParentKey":null,"EntryName":"BD_CUSTOMER","EntryPkFieldName":"FCUSTID","Fields":[{{{{string.Join(
                ',',
                fields
            )}}}}]}]}}}
            """;
    }

    private static string Text(string key, string name, int must) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"Key":"{{key}}","Name":[{"Key":2052,"Value":"{{name}}"}],"FieldType":231,"MustInput":{{must}}}"""
        );

    private static string Reference(string key, string name, string form, int must) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"Key":"{{{key}}}","Name":[{"Key":2052,"Value":"{{{name}}}"}],"FieldType":127,"MustInput":{{{must}}},"LookUpObjectID":"{{{form}}}","LookUpObject":{"FormId":"{{{form}}}"}}"""
        );
}
